"""`bench` by itself: the project as it is against its state before."""

from collections.abc import Sequence
from pathlib import Path

from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Benchmark
from ftmigrate.model.progress import Progress
from ftmigrate.steps.bench import bench
from ftmigrate.steps.verify_project import state_before


def bench_project(
    project: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    *,
    against: str | None = None,
    budget: float | None = None,
    only: Sequence[str] = (),
    progress: Progress,
) -> Benchmark:
    """Measure copies of a project's present files and of its state before.

    `against` is a git revision; None means what the last `codemod --write` replaced, else HEAD.
    Where there is no state before, or none of a file differs, only the interpreters are compared.
    Raises UsageError where there is no environment.
    """
    if not environments:
        raise UsageError(
            "there is no environment to measure in.", where=str(project), hint="Run `ftmigrate init` first."
        )
    try:
        old = state_before(project, against, progress)
    except UsageError:
        if against is not None:
            raise
        old = {}
    if not old:
        return bench(None, project, environments, configuration, budget=budget, only=only, progress=progress)
    with copy_of(project, old) as before, copy_of(project) as after:
        return bench(before, after, environments, configuration, budget=budget, only=only, progress=progress)
