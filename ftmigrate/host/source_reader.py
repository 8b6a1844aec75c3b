"""The analysis's window on a project's files (a `Reader`): read and decoded, never written."""

from collections.abc import Callable
from pathlib import Path


class SourceReader:
    """Reads files of one project with `decode` (bytes to text, ValueError where they are none)."""

    def __init__(self, project: Path, decode: Callable[[bytes], str]) -> None:
        self._project = project
        self._decode = decode

    def read(self, path: str) -> str | None:
        try:
            return self._decode((self._project / path).read_bytes())
        except (OSError, ValueError):
            return None
