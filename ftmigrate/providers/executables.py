"""Which files of a folder are called like a Python."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.model.machine import Machine

# python, python3, python3.14, python3.14t, python3.14d, python3.14td, python3.14-nogil
_NAME = re.compile(r"python(?:3(?:\.\d+)?(?:t|d|td)?(?:-nogil)?)?(?:\.exe)?", re.IGNORECASE)


def pythons_in(folder: Path, machine: Machine) -> Iterator[Path]:
    """The executables of `folder` with a name like `python3.14t`; the most specific name first."""
    try:
        names = [path.name for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return
    for name in sorted(names, key=lambda name: (-len(name), name)):
        path = folder / name
        if name.lower().endswith(".exe") == (machine.system == "windows") and is_executable(path, machine):
            yield path


def _natural(name: str) -> list[tuple[int, str]]:
    """3.9 before 3.10."""
    return [(int(part or -1), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def is_executable(path: Path, machine: Machine) -> bool:
    """A file that the machine would start; on Windows the name decides."""
    if not path.is_file():
        return False
    return machine.system == "windows" or os.access(path, os.X_OK)


def pythons_of_prefix(prefix: Path, machine: Machine) -> Iterator[Path]:
    """The executables of an installation: in `bin`, on Windows in the folder itself."""
    yield from pythons_in(prefix if machine.system == "windows" else prefix / "bin", machine)


def subfolders(folder: Path | None) -> Iterator[Path]:
    """The visible folders in `folder`, by name; nothing if it is absent or unreadable.

    Links come last: what `3.14` points to changes, what `3.14.2` is does not.
    """
    if folder is None:
        return
    try:
        found = sorted(folder.iterdir(), key=lambda path: (path.is_symlink(), _natural(path.name)))
    except OSError:
        return
    yield from (path for path in found if not path.name.startswith(".") and path.is_dir())
