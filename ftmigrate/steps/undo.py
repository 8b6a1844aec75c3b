"""Putting back what the last `codemod --write` changed."""

from dataclasses import dataclass
from pathlib import Path

from ftmigrate.host import journal
from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import state_folder
from ftmigrate.host.locks import exclusive
from ftmigrate.model.progress import Progress


@dataclass(frozen=True, slots=True)
class UndoResult:
    """`restored` files have their old bytes again; `kept` ones were changed since, and why."""

    restored: tuple[str, ...]
    kept: tuple[tuple[str, str], ...] = ()
    found: bool = True


def undo(project: Path, progress: Progress, *, force: bool = False) -> UndoResult:
    """Restore the files of the newest journal, byte for byte.

    A file that was edited since stays as it is unless `force`; the journal is kept for it, so
    that a later `undo` can still put it back. `found` is False where there is nothing to undo.
    """
    with exclusive(state_folder(project) / "locks" / "codemod.lock", progress, "the sources"):
        newest = journal.last(project)
        if newest is None:
            return UndoResult((), (), found=False)
        folder, entries = newest
        restored: list[str] = []
        kept: list[tuple[str, str]] = []
        for entry in entries:
            reason = _restore(project, folder, entry, force=force)
            if reason:
                kept.append((entry.path, reason))
            else:
                restored.append(entry.path)
        if not kept:
            journal.forget(folder)
    return UndoResult(tuple(restored), tuple(kept))


def _restore(project: Path, folder: Path, entry: journal.Entry, *, force: bool) -> str:
    path = project / entry.path
    try:
        now = journal.digest(path.read_bytes())
    except FileNotFoundError:
        if not force:
            return "it is gone"
        now = ""
    if now == entry.before:
        return ""
    if now != entry.after and not force:
        return "it was changed since"
    write_atomically(path, journal.saved(folder, entry))
    return ""
