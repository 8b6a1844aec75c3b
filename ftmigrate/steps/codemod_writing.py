"""Writing outcomes to the project: only over what was read, journalled, all or nothing."""

from collections.abc import Iterable
from pathlib import Path

from ftmigrate.host import git, journal
from ftmigrate.host.folders import state_folder
from ftmigrate.host.locks import exclusive
from ftmigrate.model.errors import UsageError
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.progress import Progress
from ftmigrate.syntax.decoding import Decoded

# Files that ftmigrate itself writes: they may be uncommitted when sources are rewritten.
_OWN_FILES = ("pyproject.toml", "ftmigrate.toml", ".gitignore")
_SHOWN = 5


def refuse_dirty(project: Path) -> None:
    """Raise UsageError where git knows of changes that are not committed; no git is fine."""
    found = git.changed(project)
    if found is None:
        return
    modified, untracked = found
    dirty = [name for name in modified if name not in _OWN_FILES]
    dirty += [name for name in untracked if name.endswith((".py", ".pyi", ".ipynb"))]
    if dirty:
        more = f" and {len(dirty) - _SHOWN} more" if len(dirty) > _SHOWN else ""
        raise UsageError(
            f"git has uncommitted changes: {', '.join(dirty[:_SHOWN])}{more}.",
            where=str(project),
            hint="Commit or stash them, so that the codemod's changes stand alone, or pass --allow-dirty.",
        )


def contents(outcomes: Iterable[FileOutcome]) -> dict[str, bytes]:
    """The new bytes of each changed file, in its own encoding."""
    return {
        one.path: Decoded(one.after, one.encoding, one.bom).encode(one.after)
        for one in outcomes
        if one.status is FileStatus.CHANGED and one.after is not None
    }


def write_outcomes(project: Path, outcomes: Iterable[FileOutcome], progress: Progress) -> bool:
    """Replace the changed files; False where there are none.

    Raises UsageError, before anything is written, where a file is no longer what was read.
    """
    outcomes = list(outcomes)
    new = contents(outcomes)
    if not new:
        return False
    digests = {one.path: one.digest for one in outcomes}
    with exclusive(state_folder(project) / "locks" / "codemod.lock", progress, "the sources"):
        changes = {}
        for path, data in new.items():
            old = (project / path).read_bytes()
            if journal.digest(old) != digests[path]:
                raise UsageError(
                    "the file was changed while it was being rewritten; nothing was written.",
                    where=path,
                    hint="Run the command again.",
                )
            changes[path] = (old, data)
        journal.replace_files(project, changes)
    return True
