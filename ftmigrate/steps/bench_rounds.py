"""The rounds of a run: which blocks are taken, and when it ends."""

import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ftmigrate.bench.plan import (
    COMMANDS,
    Block,
    Values,
    fits,
    following,
    left_out,
    measures,
    promised,
    rounds,
)
from ftmigrate.bench.statistics import MINIMUM_PAIRS
from ftmigrate.host.measuring import SampleFailed
from ftmigrate.steps.bench_blocks import ALWAYS, Stage
from ftmigrate.steps.bench_series import Take, named

_OF_COMMANDS = "commands"
# Of the budget: with less than this not yet promised, no further stage is looked at.
_LEAST = 0.05


@dataclass
class Run:
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
        self.waiting: list[Stage] = []
        self.skipped: list[str] = []
        self.costs: dict[str, float] = {}
        self.parts: dict[str, str] = {}

    def plan(self, stage: Stage) -> None:
        """Take the blocks of a stage that fit; where next to nothing is left, let it wait."""
        if self.spare() < _LEAST * (self.deadline - self.started):
            self.waiting.append(stage)
            return
        for block, takers in stage.blocks():
            self.costs[block.name] = block.cost
            self.parts[block.name] = stage.part
            self.takes |= named(takers)
            self.values |= {series.key: [] for series in block.series}
            (self.taken if fits(block, self.taken, self.spare(block.group)) else self.left).append(block)

    def go(self, tell: Callable[[str], None]) -> None:
        """Rounds until the deadline, or until all is settled and nothing else fits."""
        broken: list[Block] = []
        while True:
            going = [block for block in self.taken if block not in broken]
            if all(rounds(self.values, block) >= MINIMUM_PAIRS for block in going) and self.take_command():
                continue
            block = following(going, self.values, self.costs, self.remaining())
            if block is None:
                if not self.take_more():
                    break
                continue
            tell(block.name)
            if not self.round(block):
                broken.append(block)
        never = [b for b in self.taken if not rounds(self.values, b) and b not in broken]
        self.skipped += left_out([*never, *self.left], self.parts)
        self.skipped += self._never_planned()

    def _never_planned(self) -> Iterator[str]:
        """A line for the stages of each part. How long they take nobody knows yet: so long, again."""
        whole = math.ceil(self.deadline - self.started)
        for part in dict.fromkeys(stage.part for stage in self.waiting):
            names = ", ".join(stage.name for stage in self.waiting if stage.part == part)
            longer = part in (ALWAYS, _OF_COMMANDS)
            yield f"{names}: no time is left; {measures(part, 2 * whole if longer else whole)}"

    def take_more(self) -> bool:
        """Time is left because others were settled early: what did not fit at first may fit now."""
        for block in self.left:
            if fits(block, self.taken, self.spare(block.group)):
                self.left.remove(block)
                self.taken.append(block)
                return True
        if not self.waiting or self.spare() < _LEAST * (self.deadline - self.started):
            return False
        self.plan(self.waiting.pop(0))
        return True

    def take_command(self) -> bool:
        """A command that is not measured yet, before anything is measured more precisely than it must be."""
        for block in self.left:
            if block.group == COMMANDS and fits(block, self.taken, self.spare(COMMANDS)):
                self.left.remove(block)
                self.taken.append(block)
                return True
        if self.spare() < _LEAST * (self.deadline - self.started):
            return False
        for stage in self.waiting:
            if stage.part == _OF_COMMANDS:
                self.waiting.remove(stage)
                self.plan(stage)
                return True
        return False

    def spare(self, group: str = "") -> float:
        """The seconds that are left, and promised to no block, for a new one of `group`."""
        return self.remaining() - promised(self.taken, self.values, self.costs, group)

    def round(self, block: Block) -> bool:
        """Run each series of the block once; nothing of a round is kept unless all of it worked.

        False: it can't be run, and why is said.
        """
        order = list(block.series)
        self.coin.shuffle(order)
        taken, began = {}, time.monotonic()
        for series in order:
            try:
                taken[series.key] = self.takes[series.key](self.remaining())
            except SampleFailed as error:
                if error.timed_out and self.remaining() <= 0:
                    return True  # the budget ended it: no fault of the block's
                self.skipped.append(f"{block.name}: a run {error.what}")
                return False
        for key, value in taken.items():
            self.values[key].append(value)
        done = rounds(self.values, block)
        self.costs[block.name] += (time.monotonic() - began - self.costs[block.name]) / done
        return True

    def remaining(self) -> float:
        return self.deadline - time.monotonic()
