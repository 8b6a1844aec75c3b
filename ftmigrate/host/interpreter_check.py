"""Does a freshly installed interpreter really work? Asked before it is recorded as installed."""

from collections.abc import Sequence
from pathlib import Path

from ftmigrate.host.lifetime import tied
from ftmigrate.host.processes import run
from ftmigrate.model.errors import MachineError

# What environments, installers and most projects need; a build that lacks one still ends with exit 0.
NEEDED_MODULES = ("ssl", "zlib", "ctypes", "sqlite3", "lzma", "bz2", "hashlib", "uuid", "venv", "ensurepip")

_SCRIPT = """
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        print(name, error, sep=": ")
"""


def check_modules(python: Path, modules: Sequence[str] = NEEDED_MODULES) -> None:
    """Import each in one fresh process; raises MachineError that names those that fail.

    It writes no bytecode, and ends with us: in a place that a killed run left, and the next one
    clears, nothing may be written any more.
    """
    try:
        done = run(tied([str(python), "-I", "-B", "-c", _SCRIPT, *modules]), timeout=60)
    except OSError as error:
        raise MachineError(
            f"the new interpreter can't be started: {error.strerror}.", where=str(python)
        ) from error
    if not done.ok:
        raise MachineError(f"the new interpreter does not work: {done.tail(1)}", where=str(python))
    if done.stdout.strip():
        failed = "; ".join(done.stdout.strip().splitlines())
        raise MachineError(f"the new interpreter lacks modules of the standard library ({failed}).")


def compile_library(python: Path, library: Path) -> None:
    """Byte-compile once, so that no later start in a read-only place has to."""
    # Files that are wrong on purpose (tests of syntax errors) make it exit 1: no reason to stop.
    run(tied([str(python), "-I", "-m", "compileall", "-q", "-j", "0", str(library)]), timeout=600)
