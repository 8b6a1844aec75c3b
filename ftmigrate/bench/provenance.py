"""Whether two interpreters differ in more than the GIL. Pure."""

from ftmigrate.model.interpreter import Interpreter

# The free-threaded build never has it, and a build that has it leaves it off unless asked.
_NO_DIFFERENCE = "--enable-experimental-jit"


def described(interpreter: Interpreter) -> str:
    """One line: `3.14.2, GCC 13.3.0 -O3 --enable-optimizations --with-lto`."""
    parts = [interpreter.version, interpreter.build, "debug build" if interpreter.debug else ""]
    return ", ".join(filter(None, parts))


def differences(a: Interpreter, b: Interpreter) -> str:
    """Why the two may not be compared as evidence about free threading; empty where they may."""
    if not a.build or not b.build:
        return "how the interpreters were built is not known"
    if (a.version, _flags(a), a.debug) == (b.version, _flags(b), b.debug):
        return ""
    return f"interpreters differ in build ({described(a)} against {described(b)})"


def _flags(interpreter: Interpreter) -> frozenset[str]:
    return frozenset(interpreter.build.replace(_NO_DIFFERENCE, "").split())
