"""What a run measures, in which order, and when it has measured enough. Pure.

A *series* is one thing that is run again and again in fresh processes; a *block* is the series
that are compared with one another: each round runs each of its series once, next to each other,
in an order tossed anew; a *contrast* is one ratio of two series of a block.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ftmigrate.bench.statistics import (
    BAND,
    CONFIDENCE,
    MINIMUM_PAIRS,
    Interval,
    flip_interval,
    flip_p_value,
    rank_interval,
    rank_p_value,
)
from ftmigrate.model.measuring import Quantity

LOOKS = (10, 15, 20, 30, 40)
PRECISE = 0.04
# A first run is the slowest (bytecode is compiled, it is watched): one round must fit, and then see.
FEW = 1

COMMANDS, RESOLUTION, SCALING, SERIAL = "commands", "resolution", "scaling", "serial"


@dataclass(frozen=True, slots=True)
class Series:
    """`key` is unique in a run; the rest goes into its Measurement."""

    key: str
    kernel: str
    variant: str
    target: str
    workers: int
    command: str = ""


@dataclass(frozen=True, slots=True)
class Contrast:
    """The ratio of `a` to `b`. `refusal` says why it can't be evidence, whatever it shows.

    `floors`: both sides by their floors, else pair by pair. `culprit` names the object that the
    workers of `a` share and those of `b` do not, `ending` what is said after its contention.
    """

    name: str
    a: str
    b: str
    quantity: Quantity
    judged: bool = True
    refusal: str = ""
    floors: bool = True
    culprit: str = ""
    ending: str = "a copy for each worker ends it"


@dataclass(frozen=True, slots=True)
class Block:
    """`cost` is the seconds of one round, as the first run of each series took.

    `alone` is the key of the series with one worker, which the others are a speed-up of.
    """

    name: str
    group: str
    series: tuple[Series, ...]
    contrasts: tuple[Contrast, ...]
    cost: float
    alone: str = ""


Values = dict[str, list[dict[Quantity, float]]]


def pairs(values: Values, contrast: Contrast) -> tuple[list[float], list[float]]:
    """The two sides of a contrast; a pair of which one side has no figure is left out."""
    both = zip(values[contrast.a], values[contrast.b], strict=True)
    kept = [
        (a[contrast.quantity], b[contrast.quantity])
        for a, b in both
        if contrast.quantity in a and contrast.quantity in b
    ]
    return [a for a, _ in kept], [b for _, b in kept]


def interval(values: Values, contrast: Contrast) -> Interval:
    """Its interval so far; without an end where there are too few pairs."""
    a, b = pairs(values, contrast)
    if not a:
        return Interval(math.nan, 0.0, math.inf, CONFIDENCE)
    return flip_interval(a, b) if contrast.floors else rank_interval(a, b)


def p_value(values: Values, contrast: Contrast) -> float:
    a, b = pairs(values, contrast)
    if not a:
        return 1.0
    return flip_p_value(a, b) if contrast.floors else rank_p_value(a, b)


def rounds(values: Values, block: Block) -> int:
    return len(values[block.series[0].key])


def width(values: Values, block: Block) -> float:
    """The widest half-width of the contrasts that decide."""
    return max(interval(values, contrast).half_width for contrast in block.contrasts if contrast.judged)


def settled(values: Values, block: Block) -> bool:
    """Stop on precision, never on significance, and only look after certain numbers of pairs.

    A block of which most rounds give no figure (workers that never ran together) is given up.
    """
    done = rounds(values, block)
    if done not in LOOKS:
        return done > LOOKS[-1]
    kept = min(len(pairs(values, contrast)[0]) for contrast in block.contrasts if contrast.judged)
    return done == LOOKS[-1] or width(values, block) <= PRECISE or kept < done / 3


def promised(blocks: Sequence[Block], values: Values, costs: Mapping[str, float], group: str = "") -> float:
    """The seconds that these blocks still need, as a new block of `group` has to see it.

    That is the fewest pairs that allow a verdict; and for the project's commands, before anything
    but another command is measured, as many as usually give one.
    """
    return sum(
        costs[block.name] * max(0, _due(block, group) - rounds(values, block))
        for block in blocks
        if not settled(values, block)
    )


def _due(block: Block, group: str) -> int:
    beside = ("", COMMANDS, RESOLUTION)
    return LOOKS[2] if block.group == COMMANDS and group not in beside else MINIMUM_PAIRS


def fits(block: Block, taken: Sequence[Block], spare: float) -> bool:
    """Whether the fewest pairs that allow a verdict fit into the seconds promised to nobody.

    The first block of all and the first command of the project go in with fewer: a figure
    without a verdict is better than nothing.
    """
    first = not taken or (block.group == COMMANDS and all(other.group != COMMANDS for other in taken))
    return block.cost * (FEW if first else MINIMUM_PAIRS) <= spare


def following(
    blocks: Sequence[Block], values: Values, costs: Mapping[str, float], seconds: float
) -> Block | None:
    """What to run next: the fewest pairs first until all have ten, then twenty; then the widest interval.

    Between ten and twenty the project's commands come first: the verdict of the run is on them.

    `costs` maps a block's name to the seconds of a round; none is begun that would not fit.
    """
    open_blocks = [b for b in blocks if not settled(values, b) and costs[b.name] <= seconds]
    if not open_blocks:
        return None
    for wanted, groups in ((LOOKS[0], ()), (LOOKS[2], (COMMANDS,)), (LOOKS[2], ())):
        behind = [b for b in open_blocks if rounds(values, b) < wanted and (not groups or b.group in groups)]
        if behind:
            return min(behind, key=lambda block: rounds(values, block))
    return max(open_blocks, key=lambda block: width(values, block))


def budget_for(block: Block, values: Values, cost: float, spent: float) -> float:
    """About the budget in seconds that would bring this block's interval inside the band."""
    done, wide = rounds(values, block), width(values, block)
    wanted = 2 * MINIMUM_PAIRS if math.isinf(wide) else done * (wide / BAND) ** 2
    more = max(wanted, MINIMUM_PAIRS) - done
    return spent + max(more, 0) * cost


def left_out(blocks: Sequence[Block], parts_of: Mapping[str, str]) -> list[str]:
    """A line for each command, one for all the kernels of a group, with what would measure it.

    `parts_of` maps a block's name to the word that `bench --only` knows it by.
    """
    lines = []
    for only, group in dict.fromkeys((parts_of[block.name], block.group) for block in blocks):
        ours = [block for block in blocks if (parts_of[block.name], block.group) == (only, group)]
        parts = [[block] for block in ours] if group == COMMANDS else [ours]
        for part in parts:
            # Half as much again, for the first runs and the pair that tells what can be told apart.
            seconds = 10 * math.ceil(1.5 * sum(block.cost for block in part) * MINIMUM_PAIRS / 10)
            more = f" and {len(part) - 1} more {group} comparisons" if len(part) > 1 else ""
            lines.append(f"{part[0].name}{more}: {measures(only, seconds)}")
    return lines


def measures(part: str, seconds: int) -> str:
    """The command that measures a part of a run by itself; without a name for it, all of the run."""
    only = f" --only {part}" if part else ""
    return f"`ftmigrate bench{only} --budget {seconds}` measures it"
