"""The smoke benchmark: fresh processes in coin-tossed pairs, within a budget."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from ftmigrate.bench.conclusions import across, comparisons, measurements, overall, resolution
from ftmigrate.bench.plan import COMMANDS, Block, Values, fits, following, left_out, rounds
from ftmigrate.bench.provenance import described, differences
from ftmigrate.bench.statistics import MINIMUM_PAIRS
from ftmigrate.host.measuring import SampleFailed
from ftmigrate.host.measuring_machine import describe
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Benchmark, Comparison
from ftmigrate.model.progress import Progress, Task
from ftmigrate.steps.bench_blocks import Stage, stages
from ftmigrate.steps.bench_preflight import Preflight, commands_of, look_round
from ftmigrate.steps.bench_series import Take, named

# Of the budget: with less than this not yet promised, no further stage is looked at.
_LEAST = 0.05


def bench(
    before: Path | None,
    after: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    *,
    budget: float | None = None,
    progress: Progress,
) -> Benchmark:
    """Measure two trees of one project, and the interpreters, for at most `budget` seconds.

    `before` None: there is nothing to compare the project's commands with. What fails or does
    not fit is listed in the result; only wrong settings raise (UsageError).
    """
    started, seconds = time.monotonic(), budget or configuration.bench.budget
    trees = {"after": after} | ({"before": before} if before is not None else {})
    with (
        ExitStack() as stack,
        progress.task(f"smoke benchmark, {seconds:.0f} s", total=seconds) as task,
    ):
        commands = commands_of(configuration.bench.commands, trees, environments, stack)
        run = _Run(started, started + seconds)
        tell = _teller(task, started)
        tell("a first run of everything")
        found = look_round()
        for stage in stages(environments, commands, found, run.deadline):
            run.plan(stage)
        run.go(tell)
    return _concluded(
        run, found, environments, seconds, has_before=before is not None, has_commands=bool(commands)
    )


@dataclass
class _Run:
    """The rounds of a run until its deadline; `values` grow by one entry a series and round."""

    started: float
    deadline: float

    def __post_init__(self) -> None:
        self.seed = random.SystemRandom().getrandbits(32)
        self.coin = random.Random(self.seed)
        self.takes: dict[str, Take] = {}
        self.values: Values = {}
        self.taken: list[Block] = []
        self.left: list[Block] = []
        self.skipped: list[str] = []
        self.costs: dict[str, float] = {}

    def plan(self, stage: Stage) -> None:
        """Take the blocks of a stage that fit; where next to nothing is left, not even try them."""
        committed = sum(block.cost for block in self.taken) * MINIMUM_PAIRS
        if self.remaining() - committed < _LEAST * (self.deadline - self.started):
            self.skipped.append(f"{stage.name}: no time is left in the budget")
            return
        for block, takers in stage.blocks():
            self.costs[block.name] = block.cost
            self.takes |= named(takers)
            self.values |= {series.key: [] for series in block.series}
            (self.taken if fits(block, self.taken, self.remaining()) else self.left).append(block)

    def go(self, tell: Callable[[str], None]) -> None:
        going = list(self.taken)
        while True:
            block = following(going, self.values, self.costs, self.remaining())
            if block is None and (block := self.late()) is None:
                break
            tell(block.name)
            if block not in going:
                going.append(block)
            if not self.round(block):
                going.remove(block)
        never = [block for block in self.taken if not rounds(self.values, block) and block in going]
        self.skipped += left_out([*never, *self.left])

    def late(self) -> Block | None:
        """A block that did not fit at first and does now, because others were settled early."""
        block = next((b for b in self.left if b.cost * MINIMUM_PAIRS <= self.remaining()), None)
        if block is not None:
            self.left.remove(block)
            self.taken.append(block)
        return block

    def round(self, block: Block) -> bool:
        """Run each series of the block once; nothing of a round is kept unless all of it worked."""
        order = list(block.series)
        self.coin.shuffle(order)
        taken, began = {}, time.monotonic()
        for series in order:
            try:
                taken[series.key] = self.takes[series.key](self.remaining())
            except SampleFailed as error:
                if not (error.timed_out and self.remaining() <= 0):
                    self.skipped.append(f"{block.name}: a run {error.what}")
                return False
        for key, value in taken.items():
            self.values[key].append(value)
        done = rounds(self.values, block)
        self.costs[block.name] += (time.monotonic() - began - self.costs[block.name]) / done
        return True

    def remaining(self) -> float:
        return self.deadline - time.monotonic()


def _teller(task: Task, started: float) -> Callable[[str], None]:
    """Moves the bar to the time that has passed, with a note on what is being run."""
    seen = [started]

    def tell(name: str) -> None:
        now = time.monotonic()
        task.update(advance=now - seen[0], note=name)
        seen[0] = now

    return tell


def _concluded(
    run: _Run,
    found: Preflight,
    environments: Sequence[Environment],
    budget: float,
    *,
    has_before: bool,
    has_commands: bool,
) -> Benchmark:
    spent = time.monotonic() - run.started
    done = [block for block in run.taken if rounds(run.values, block)]
    rows = tuple(
        row for block in done for row in comparisons(block, run.values, run.costs[block.name], spent)
    )
    rows += tuple(_whole_change(done, run.values, environments))
    half, warning = resolution(rows)
    verdict, reason = overall(rows)
    host = describe() | {"processors_had": round(found.had, 2), "seed": run.seed}
    notes = [warning] if warning else []
    if not has_commands:
        notes.append("no command of the project is configured: add one to [tool.ftmigrate.bench.commands]")
    elif not has_before:
        notes.append("there is no tree from before the migration to compare the project's commands with")
    return Benchmark(
        verdict=verdict,
        host=host,
        measurements=tuple(m for block in done for m in measurements(block, run.values)),
        comparisons=rows,
        skipped=(*found.skipped, *run.skipped),
        seconds=time.monotonic() - run.started,
        reason=reason,
        resolution=half,
        notes=tuple(notes),
        budget=budget,
        failed=tuple(dict.fromkeys(found.failed)),
        builds={environment.label: described(environment.interpreter) for environment in environments},
    )


def _whole_change(
    done: Sequence[Block], values: Values, environments: Sequence[Environment]
) -> Iterator[Comparison]:
    """Each command after on a free-threaded build against before on another, where both were measured."""
    by_label = {environment.label: environment.interpreter for environment in environments}
    commands = [block for block in done if block.group == COMMANDS]
    for one, two in product(commands, commands):
        free, other = (by_label[block.series[0].target] for block in (one, two))
        same = one.series[0].kernel == two.series[0].kernel
        if same and free.free_threaded and not other.free_threaded:
            row = across(one, two, values, differences(free, other))
            if row is not None:
                yield row
