"""Which of the interpreters that were found answers a request."""

from collections.abc import Iterable

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from ftmigrate.model.interpreter import Interpreter, Jit
from ftmigrate.model.target import Target


def answers(target: Target, interpreter: Interpreter) -> bool:
    """The version, the build, and neither a pre-release nor a debug build unless asked by name."""
    if target.path is not None:
        return True
    specifier = SpecifierSet(target.specifier)
    return (
        interpreter.implementation == "cpython"
        and interpreter.free_threaded == target.free_threaded
        and interpreter.debug == target.debug
        and (interpreter.jit is not Jit.NONE or not target.jit)
        and specifier.contains(interpreter.version, prereleases=bool(specifier.prereleases))
    )


def choose(target: Target, interpreters: Iterable[Interpreter]) -> Interpreter | None:
    """The first that answers: they come in order of preference.

    Where one provider has several, its newest is meant.
    """
    fitting = [interpreter for interpreter in interpreters if answers(target, interpreter)]
    if not fitting:
        return None
    same = [interpreter for interpreter in fitting if interpreter.provider == fitting[0].provider]
    if fitting[0].provider == "path":
        return fitting[0]
    return max(same, key=lambda interpreter: Version(interpreter.version))
