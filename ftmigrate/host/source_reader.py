"""The analysis's window on a project's files (a `Reader`): read and decoded, never written."""

import os
from collections.abc import Callable
from pathlib import Path

# Bytes; few source files are larger.
_MOST = 1 << 17


class SourceReader:
    """Reads files of one project with `decode` (bytes to text, ValueError where they are none)."""

    def __init__(self, project: Path, decode: Callable[[bytes], str]) -> None:
        self._project = project
        self._decode = decode
        self._names: dict[str, frozenset[str]] = {}

    def read(self, path: str) -> str | None:
        try:
            return self._decode(read_bytes(f"{self._project}/{path}"))
        except (OSError, ValueError):
            return None

    def exists(self, path: str) -> bool:
        return (self._project / path).is_file()

    def names(self, folder: str) -> frozenset[str]:
        """What could be imported by name from a folder: its folders, and its Python files without suffix."""
        if folder not in self._names:
            try:
                entries = [entry.name for entry in (self._project / folder).iterdir()]
            except OSError:
                entries = []
            self._names[folder] = frozenset(entry.partition(".")[0] for entry in entries)
        return self._names[folder]

    def paths(self) -> list[str]:
        """Every Python file of the project, relative, without hidden folders and environments."""
        found: list[str] = []
        for folder, folders, files in os.walk(self._project):
            folders[:] = [one for one in folders if not self._skipped(Path(folder, one))]
            relative = Path(folder).relative_to(self._project)
            found += [(relative / one).as_posix() for one in files if one.endswith(".py")]
        return sorted(found)

    def _skipped(self, folder: Path) -> bool:
        name = folder.name
        return name.startswith(".") or name in _OUTPUT or (folder / "pyvenv.cfg").exists()


_OUTPUT = {"__pycache__", "node_modules", "site-packages", "build", "dist"}


def read_bytes(path: str) -> bytes:
    """A file's contents. Most are had by one read: half of what `open` costs, ten thousand times."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        data = os.read(descriptor, _MOST)
        if len(data) < _MOST:
            return data
        os.lseek(descriptor, 0, os.SEEK_SET)  # at once into one place is less work than to put parts together
        parts = []
        while data := os.read(descriptor, max(_MOST, os.fstat(descriptor).st_size + 1)):
            parts.append(data)
        return parts[0] if len(parts) == 1 else b"".join(parts)
    finally:
        os.close(descriptor)
