"""Whether a project's sources are as they were, without reading them."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

_SUFFIXES = (".py", ".pyi", ".ipynb")
_LEFT_OUT = {".git", ".hg", ".svn", ".ftmigrate", "node_modules", "__pycache__", ".tox", ".nox"}


def stamp_of_sources(project: Path, *also: object) -> str:
    """A hash of path, size and modification time of every source file, and of the repr of `also`."""
    digest = hashlib.sha256(repr(also).encode())
    for path, size, modified in sorted(_files(str(project))):
        digest.update(f"{path}\0{size}\0{modified}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    if any(entry.name == "pyvenv.cfg" for entry in entries):
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _LEFT_OUT:
                yield from _files(entry.path)
        elif entry.name.endswith(_SUFFIXES):
            try:
                status = entry.stat()
            except OSError:
                continue
            yield entry.path, status.st_size, status.st_mtime_ns
