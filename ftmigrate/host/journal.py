"""What `codemod --write` changed, kept so that `undo` can put the bytes back.

A write is one numbered folder in `.ftmigrate/undo`: the old bytes first, then `journal.json`,
and only then are files replaced. So a run killed at any moment leaves either nothing to undo or
all that is needed for it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.host.files import remove_tree, write_atomically
from ftmigrate.host.folders import state_folder

_KEPT = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its path relative to the project, and the SHA-256 before and after."""

    path: str
    before: str
    after: str


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def replace_files(project: Path, changes: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Write `changes` (path to old and new bytes) to the project, each file atomically.

    At an error, or Ctrl-C, everything written so far is put back before it goes on.
    """
    if not changes:
        return
    folder = _next_folder(project)
    entries = [Entry(path, digest(old), digest(new)) for path, (old, new) in sorted(changes.items())]
    for entry in entries:
        write_atomically(folder / entry.before, changes[entry.path][0])
    records = [{"path": one.path, "before": one.before, "after": one.after} for one in entries]
    write_atomically(folder / "journal.json", json.dumps({"files": records}, indent=1).encode())
    written: list[str] = []
    try:
        for entry in entries:
            written.append(entry.path)
            write_atomically(project / entry.path, changes[entry.path][1])
    except BaseException:
        for path in written:
            write_atomically(project / path, changes[path][0])
        remove_tree(folder)
        raise
    for old in _folders(project)[:-_KEPT]:
        remove_tree(old)


def last(project: Path) -> tuple[Path, list[Entry]] | None:
    """The newest journal and its entries; None where nothing is left to undo."""
    for folder in reversed(_folders(project)):
        journal = folder / "journal.json"
        if journal.exists():
            document = json.loads(journal.read_text(encoding="utf-8"))
            return folder, [Entry(**record) for record in document["files"]]
        remove_tree(folder)  # killed before it had changed anything
    return None


def saved(folder: Path, entry: Entry) -> bytes:
    """The old bytes of an entry."""
    return (folder / entry.before).read_bytes()


def forget(folder: Path) -> None:
    remove_tree(folder)


def _folders(project: Path) -> list[Path]:
    home = project / ".ftmigrate" / "undo"
    if not home.is_dir():
        return []
    return sorted((one for one in home.iterdir() if one.name.isdigit()), key=lambda one: int(one.name))


def _next_folder(project: Path) -> Path:
    home = state_folder(project) / "undo"
    home.mkdir(parents=True, exist_ok=True)
    numbers = [int(folder.name) for folder in _folders(project)]
    folder = home / str(max(numbers, default=0) + 1)
    folder.mkdir()
    return folder
