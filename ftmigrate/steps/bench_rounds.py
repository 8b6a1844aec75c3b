"""The rounds of a run: which blocks are taken, and when it ends."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from ftmigrate.bench.plan import Block, Values, fits, following, left_out, rounds
from ftmigrate.bench.statistics import MINIMUM_PAIRS
from ftmigrate.host.measuring import SampleFailed
from ftmigrate.steps.bench_blocks import Stage
from ftmigrate.steps.bench_series import Take, named

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
