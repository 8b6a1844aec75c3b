"""The smoke benchmark: fresh processes in coin-tossed pairs, within a budget."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from ftmigrate.host.measuring_gil import imports_bring_back
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Benchmark
from ftmigrate.model.progress import Progress, Task
from ftmigrate.steps.bench_blocks import ALWAYS, stages
from ftmigrate.steps.bench_preflight import commands_of, look_round, note_gil
from ftmigrate.steps.bench_result import concluded
from ftmigrate.steps.bench_rounds import Run

# Of the budget: for conclusions and their printing, so that the whole takes no longer than was asked.
_CLOSING = 0.03


def bench(
    before: Path | None,
    after: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    *,
    budget: float | None = None,
    only: Sequence[str] = (),
    started: float | None = None,
    progress: Progress,
) -> Benchmark:
    """Measure two trees of one project, and the interpreters, for at most `budget` seconds.

    `before` None: there is nothing to compare the project's commands with. What fails or does
    not fit is listed in the result; only wrong settings raise (UsageError). `only` names parts
    (bench_blocks.PARTS); the pair that tells what can be told apart is always there. The budget
    runs from `started` (monotonic seconds), so that what came before counts in it.
    """
    started = time.monotonic() if started is None else started
    seconds = budget or configuration.bench.budget
    trees = {"after": after} | ({"before": before} if before is not None else {})
    with (
        ExitStack() as stack,
        progress.task(f"smoke benchmark, {seconds:.0f} s", total=seconds) as task,
    ):
        commands = commands_of(configuration.bench.commands, trees, environments, stack)
        run = Run(started, started + (1 - _CLOSING) * seconds)
        tell = _teller(task, started)
        tell("a first run of everything")
        found = look_round()
        for environment in environments:
            note_gil(found, environment, imports_bring_back(after, environment, timeout=seconds / 6))
        for stage in stages(environments, commands, found, run.deadline):
            if not only or stage.part in (*only, ALWAYS):
                run.plan(stage)
        run.go(tell)
    return concluded(run, found, environments, seconds, has_before=before is not None, commands=commands)


def _teller(task: Task, started: float) -> Callable[[str], None]:
    """Moves the bar to the time that has passed, with a note on what is being run."""
    seen = [started]

    def tell(name: str) -> None:
        now = time.monotonic()
        task.update(advance=now - seen[0], note=name)
        seen[0] = now

    return tell
