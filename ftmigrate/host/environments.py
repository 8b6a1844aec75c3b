"""Virtual environments: made by virtualenv from an absolute path, and asked what they really are."""

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ftmigrate.host.environment_records import RECORD, read_record
from ftmigrate.host.files import remove_tree
from ftmigrate.host.probe import ask
from ftmigrate.host.processes import clean_environment, run
from ftmigrate.model.errors import MachineError
from ftmigrate.model.interpreter import Interpreter

if TYPE_CHECKING:
    from importlib.metadata import Distribution

# virtualenv is not written for threads; it takes a few milliseconds once it knows the interpreter.
_virtualenv = threading.Lock()


_CREATION_SECONDS = 120.0


class FolderState(StrEnum):
    """What lies at an environment's path before we touch it."""

    ABSENT = "absent"
    OURS = "ours"
    UNFINISHED = "unfinished"
    FOREIGN = "foreign"
    OBSTRUCTED = "obstructed"


def folder_state(folder: Path) -> FolderState:
    """Looks at files only. OBSTRUCTED is a file, a link, or a folder that is no environment."""
    if folder.is_symlink() or folder.is_file():
        return FolderState.OBSTRUCTED
    names = [path.name for path in folder.iterdir()] if folder.exists() else []
    if not names:
        return FolderState.ABSENT
    if all(name.startswith(f".{RECORD}") for name in names):
        return FolderState.UNFINISHED  # killed while the first record was being written
    record = read_record(folder)
    if record is not None:
        return FolderState.OURS if record.complete else FolderState.UNFINISHED
    if RECORD in names:
        return FolderState.UNFINISHED  # ours, of a version that says other things
    return FolderState.FOREIGN if (folder / "pyvenv.cfg").is_file() else FolderState.OBSTRUCTED


def python_of(folder: Path) -> Path:
    """Where an environment's interpreter is, whether or not it exists yet."""
    if sys.platform == "win32":
        return folder.absolute() / "Scripts" / "python.exe"
    return folder.absolute() / "bin" / "python"


def creation_command(
    interpreter: Interpreter, folder: Path, *, pip: bool, uv: Path | None = None
) -> tuple[str, ...]:
    """The exact interpreter, nothing downloaded: uv's command line where it is given, else virtualenv's."""
    if uv is not None and not pip:
        options = ("--quiet", "--no-project", "--no-config", "--no-python-downloads", "--allow-existing")
        return (str(uv), "venv", *options, "--python", str(interpreter.path), str(folder))
    seed = ("--no-download", "--no-periodic-update") if pip else ("--no-seed",)
    return (
        *(sys.executable, "-m", "virtualenv", "--quiet"),
        *("--python", str(interpreter.path), *seed, *_no_redirect(), str(folder)),
    )


@cache
def _no_redirect() -> tuple[str, ...]:
    """The option that keeps virtualenv from writing a `.venv` file beside the environment (PEP 832).

    Newer versions do so in any project without one; older ones neither do it nor know the option.
    """
    from virtualenv.create.creator import Creator

    return ("--no-venv-redirect",) if hasattr(Creator, "point_venv_redirect") else ()


def create(interpreter: Interpreter, folder: Path, *, pip: bool, uv: Path | None = None) -> None:
    """Make an environment in `folder`, which may exist but holds none.

    By uv where it is given and no pip is wanted, in a third of virtualenv's time. virtualenv works
    in this process: a third of the time of starting another one. Raises MachineError with what was said.
    """
    command = creation_command(interpreter, folder, pip=pip, uv=uv)
    if uv is not None and not pip:
        _create_with_uv(command, interpreter, folder)
        return
    words = list(command[3:])
    variables = {k: v for k, v in clean_environment().items() if not k.startswith("VIRTUALENV_")}
    variables["VIRTUALENV_CONFIG_FILE"] = os.devnull
    with _virtualenv:
        from virtualenv import cli_run

        try:
            cli_run(words, setup_logging=False, env=variables)
        except (RuntimeError, ValueError, SystemExit) as error:
            raise MachineError(
                f"virtualenv could not make an environment from {interpreter.path}.",
                where=str(folder),
                hint=str(error),
            ) from error


def _create_with_uv(command: Sequence[str], interpreter: Interpreter, folder: Path) -> None:
    """The user's own settings of uv may name another Python, a prompt or seeds: only its cache counts."""
    variables = clean_environment()
    settings = [name for name in variables if name.startswith("UV_") and name != "UV_CACHE_DIR"]
    kept = {name: value for name, value in variables.items() if name not in settings}
    done = run(command, env=kept, timeout=_CREATION_SECONDS)
    if not done.ok:
        raise MachineError(
            f"uv could not make an environment from {interpreter.path}.",
            where=str(folder),
            hint=done.tail(5),
        )


def seed_pip(interpreter: Interpreter, folder: Path) -> None:
    """Put pip into an environment without it: the one installer that can ignore a requires-python."""
    if not any(d.metadata["Name"] == "pip" for d in installed_distributions(folder)):
        create(interpreter, folder, pip=True)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why an environment is not what it should be, in one sentence without its name."""

    reason: str


def check(folder: Path, interpreter: Interpreter) -> Mismatch | None:
    """Start the environment's Python once; None if it is `interpreter`'s version and build."""
    answer = ask(python_of(folder))
    if answer.facts is None:
        return Mismatch(f"its interpreter does not answer: {answer.reason}")
    facts = answer.facts
    if Path(facts["prefix"]).resolve() != folder.resolve():
        return Mismatch(f"its interpreter belongs to {facts['prefix']}.")
    if (facts["version"], facts["free_threaded"]) != (interpreter.version, interpreter.free_threaded):
        return Mismatch(
            f"its interpreter is {facts['version']} ({_build(facts['free_threaded'])}), "
            f"not {interpreter.version} ({_build(interpreter.free_threaded)})."
        )
    other = [
        path.name for path in _library_folders(folder) if path.name.endswith("t") != interpreter.free_threaded
    ]
    if other and sys.platform != "win32":
        return Mismatch(f"it is a hybrid: {', '.join(other)} in it belongs to the other build.")
    return None


def _build(free_threaded: bool) -> str:
    return "free-threaded" if free_threaded else "with the GIL"


def _library_folders(folder: Path) -> Iterator[Path]:
    yield from sorted((folder / "lib").glob("python3.*"))


def site_packages(folder: Path) -> tuple[Path, ...]:
    """The folders in which an environment's distributions are."""
    if sys.platform == "win32":
        return (folder / "Lib" / "site-packages",)
    return tuple(path / "site-packages" for path in _library_folders(folder))


def installed_distributions(folder: Path) -> "tuple[Distribution, ...]":
    """What is installed in an environment, read from its files; no process is started."""
    from importlib.metadata import distributions  # slow to load; needed when installers have run

    return tuple(distributions(path=[str(path) for path in site_packages(folder)]))


def built_here(folder: Path) -> tuple[str, ...]:
    """Distributions with native code that were compiled on a Linux machine, lately or for its cache.

    An index has only manylinux and musllinux wheels; a plain `linux_` tag is a local build's.
    """
    found = []
    for distribution in installed_distributions(folder):
        lines = (distribution.read_text("WHEEL") or "").splitlines()
        if any(line.startswith("Tag: ") and "-linux_" in line for line in lines):
            found.append(distribution.metadata["Name"])
    return tuple(found)


def recover(folder: Path, aside: Path) -> None:
    """Put right what a killed run left: its unfinished environment goes, the former one comes back."""
    remove_tree(_failed(aside))
    if folder_state(folder) is FolderState.UNFINISHED:
        remove_tree(folder)
    if aside.exists():
        if folder.exists():
            remove_tree(aside)
        else:
            _move(aside, folder)


@contextmanager
def replacing(folder: Path, aside: Path) -> Iterator[None]:
    """Keep what is at `folder` in `aside` until the block has made its successor.

    On any error, Ctrl-C too, the former one is back in its place and nothing else is left.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        _move(folder, aside)
    try:
        yield
    except BaseException:
        discard(folder, _failed(aside))
        if aside.exists():
            _move(aside, folder)
        raise
    remove_tree(aside)


def discard(folder: Path, aside: Path) -> None:
    """Delete an environment: out of its place in one step, then file by file."""
    if folder.exists():
        remove_tree(aside)
        _move(folder, aside)
    remove_tree(aside)


def _failed(aside: Path) -> Path:
    return aside.with_name(f"{aside.name}.failed")


def _move(source: Path, destination: Path) -> None:
    destination.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(destination)
    except OSError as error:
        raise MachineError(
            f"this environment cannot be moved out of the way: {error.strerror}.",
            where=str(source),
            hint="Stop the programs that use it (an editor, a shell, a running test), then try again.",
        ) from error
