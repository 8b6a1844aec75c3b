"""`bench` by itself: the project as it is against its state before."""

import time
from collections.abc import Sequence
from functools import partial
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
    started: float | None = None,
    progress: Progress,
) -> Benchmark:
    """Measure copies of a project's present files and of its state before.

    `against` is a git revision; None means what the last `codemod --write` replaced, else HEAD.
    Where there is no state before, or none of a file differs, only the interpreters are compared.
    The budget runs from `started`, in seconds of time.monotonic; None: from now. Raises UsageError
    where there is no environment.
    """
    started = time.monotonic() if started is None else started
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
    measured = partial(bench, budget=budget, only=only, started=started, progress=progress)
    if not old:
        return measured(None, project, environments, configuration)
    with copy_of(project, old) as before, copy_of(project) as after:
        return measured(before, after, environments, configuration)
