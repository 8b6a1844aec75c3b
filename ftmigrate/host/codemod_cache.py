"""What the codemod said of files, kept by content: a file is asked about again only when it, or a
file that its answer rests on, has other bytes."""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import ftmigrate
from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import cache_folder
from ftmigrate.host.source_reader import SourceReader

_KEPT = 40
_ENGINE = (
    "model",
    "syntax",
    "analysis",
    "rules",
    "steps/codemod_file.py",
    "steps/codemod_wire.py",
    "renderers/diff.py",
)


class CodemodCache:
    """One file a project and question (`key`: rules, settings, grammar); lost or broken: empty."""

    def __init__(self, project: Path, key: str, roots: Sequence[str] = ("",)) -> None:
        self._project = project
        self._roots = roots
        self._reader = SourceReader(project, lambda data: "")
        name = hashlib.sha256(f"{project}\0{key}\0{engine_digest()}".encode()).hexdigest()
        self._path = cache_folder() / "codemod" / f"{name[:40]}.json"
        self._old: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            self._old = json.loads(self._path.read_bytes())
        self._now: dict[str, str | None] = {}
        self._stats: dict[str, list[Any]] = dict(self._old.get("stats", {}))
        self._everything = ""

    def digest(self, path: str) -> str | None:
        """SHA-256 of a project file's bytes, from its size and time where these are known; None: no file.

        Of `/name`: the roots that hold a top-level package or module of that name.
        """
        if path not in self._now:
            top = path.removeprefix("/")
            self._now[path] = self._read_digest(path) if top == path else self._places_of(top)
        return self._now[path]

    def _places_of(self, top: str) -> str:
        return "".join(f"{root}/" for root in self._roots if top in self._reader.names(root))

    def _read_digest(self, path: str) -> str | None:
        full = os.path.join(self._project, path)  # noqa: PTH118 (ten thousand times)
        try:
            stat = os.stat(full)  # noqa: PTH116
        except OSError:
            return None
        known = self._stats.get(path)
        if known is not None and known[0] == stat.st_size and known[1] == stat.st_mtime_ns:
            return str(known[2])
        try:
            data = Path(full).read_bytes()
        except OSError:
            return None
        digest = hashlib.sha256(data).hexdigest()
        self._stats[path] = [stat.st_size, stat.st_mtime_ns, digest]
        return digest

    def know_all(self, paths: Iterable[str]) -> None:
        """All files of the project: what an answer that rests on everything rests on."""
        listed = [f"{path}\0{self.digest(path)}" for path in paths]
        self._everything = hashlib.sha256("\n".join(listed).encode()).hexdigest()

    def get(self, path: str) -> Sequence[Any] | None:
        """The record that was put for these very bytes, what it needs, and whether everything; None where
        anything is new."""
        entry = self._old.get("answers", {}).get(path)
        if entry is None or entry["digest"] is None or entry["digest"] != self.digest(path):
            return None
        if entry["everything"] not in ("", self._everything):
            return None
        if any(self.digest(name) != digest for name, digest in entry["needs"].items()):
            return None
        return (*entry["record"], tuple(entry["needs"]), bool(entry["everything"]))

    def save(self, records: Iterable[tuple[str, Sequence[Any], Iterable[str], bool]]) -> None:
        """Keep records of `(path, record, needed paths, everything)`; a disk that is full is no error."""
        answers = {
            path: {
                "digest": self.digest(path),
                "needs": {name: self.digest(name) for name in needs},
                "everything": self._everything if everything else "",
                "record": record,
            }
            for path, record, needs, everything in records
        }
        with contextlib.suppress(OSError):
            write_atomically(self._path, json.dumps({"stats": self._stats, "answers": answers}).encode())
            self._prune()

    def _prune(self) -> None:
        files = sorted(self._path.parent.glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in files[_KEPT:]:
            old.unlink(missing_ok=True)


def engine_digest() -> str:
    """Changes whenever the engine's own source does: another engine may say other things."""
    root = Path(ftmigrate.__file__).parent
    found = hashlib.sha256()
    for part in _ENGINE:
        top = root / part
        for file in sorted(top.rglob("*.py")) if top.is_dir() else [top]:
            found.update(file.read_bytes())
    return found.hexdigest()
