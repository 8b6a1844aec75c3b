"""`verify` by itself: the state before is what the codemod replaced, or a git revision."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from ftmigrate.host import journal
from ftmigrate.host.revisions import changed_since
from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.checking import Verification
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress
from ftmigrate.steps.verify import CHECKS, verify
from ftmigrate.steps.verify_races import SEEDS


def verify_project(
    project: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    *,
    against: str | None = None,
    only: Sequence[str] = (),
    budget: float | None = None,
    seeds: Sequence[int] = SEEDS,
    progress: Progress,
) -> Verification:
    """Verify a project's present files against its state before, each in a copy of its own.

    `against` is a git revision; None means what the last `codemod --write` replaced, else HEAD.
    Raises UsageError for an unknown check, no environments, or no state before.
    """
    unknown = [name for name in only if name not in CHECKS]
    if unknown:
        raise UsageError(
            f"there is no check {unknown[0]!r}.", where="--only", hint=f"Choose: {', '.join(CHECKS)}."
        )
    if not environments:
        raise UsageError(
            "there is no environment to verify in.", where=str(project), hint="Run `ftmigrate init` first."
        )
    old = state_before(project, against, progress)
    with copy_of(project, old) as before, copy_of(project) as after:
        return verify(
            before,
            after,
            environments,
            configuration,
            touched=[path for path in old if (project / path).is_file()],
            only=only,
            budget=budget,
            seeds=seeds,
            progress=progress,
        )


def state_before(project: Path, against: str | None, progress: Progress) -> Mapping[str, bytes | None]:
    newest = journal.last(project) if against is None else None
    if newest is not None:
        folder, entries = newest
        progress.message(f"Before: {len(entries)} files as they were before the last `codemod --write`.")
        return {entry.path: journal.saved(folder, entry) for entry in entries}
    revision = against or "HEAD"
    old = changed_since(project, revision)
    said = f"{len(old)} files differ" if old else "no file differs, so both states are the same"
    progress.message(f"Before: {revision} of git; {said}.")
    return old
