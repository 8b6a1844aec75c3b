"""From values to comparisons with reasons, and to the verdict of the whole run. Pure."""

import math
from collections.abc import Sequence

from ftmigrate.bench.plan import (
    COMMANDS,
    RESOLUTION,
    SCALING,
    Block,
    Contrast,
    Values,
    budget_for,
    interval,
    p_value,
    pairs,
    rounds,
)
from ftmigrate.bench.scaling import notes, unobservable
from ftmigrate.bench.statistics import BAND, MINIMUM_PAIRS, Interval, holm, judge
from ftmigrate.model.measuring import Comparison, Measurement, Quantity, Speed

NOISY = 0.10


def comparisons(block: Block, values: Values, cost: float, spent: float) -> tuple[Comparison, ...]:
    """One for each contrast of the block that has at least one pair."""
    budget = budget_for(block, values, cost, spent)
    return tuple(
        _comparison(block, contrast, values, budget)
        for contrast in block.contrasts
        if pairs(values, contrast)[0]
    )


def without_pairs(block: Block, values: Values) -> tuple[str, ...]:
    """A line for each contrast that got no figure although its processes ran."""
    return tuple(
        f"{contrast.name}: {unobservable(block, contrast, values) or 'no process gave this figure'}"
        for contrast in block.contrasts
        if not pairs(values, contrast)[0]
    )


def across(free: Block, other: Block, values: Values, refusal: str) -> Comparison | None:
    """A command after on the free-threaded build against before on the other: the whole change.

    Beside the verdicts, never one: rounds of two blocks take turns, and the builds may differ.
    """
    quantity = next(contrast.quantity for contrast in free.contrasts if contrast.judged)
    after, before = free.series[0], other.series[1]
    count = min(rounds(values, free), rounds(values, other))
    name = f"{after.kernel}: after on {after.target} / before on {before.target} ({quantity.short})"
    contrast = Contrast(name, after.key, before.key, quantity, judged=False, refusal=refusal, floors=False)
    shortened = {series.key: values[series.key][:count] for series in (after, before)}
    block = Block(name, COMMANDS, (after, before), (contrast,), free.cost + other.cost)
    if not pairs(shortened, contrast)[0]:
        return None
    return _comparison(block, contrast, shortened, math.inf)


def _comparison(block: Block, contrast: Contrast, values: Values, budget: float) -> Comparison:
    found, count = interval(values, contrast), len(pairs(values, contrast)[0])
    verdict = Speed.INCONCLUSIVE if contrast.refusal else judge(found, count)
    return Comparison(
        name=contrast.name,
        ratio=found.ratio,
        low=found.low,
        high=found.high,
        verdict=verdict,
        reason=unobservable(block, contrast, values) or _reason(contrast, found, count, verdict, budget),
        confidence=found.confidence,
        pairs=count,
        quantity=contrast.quantity,
        group=block.group,
        judged=contrast.judged,
        p_value=p_value(values, contrast),
        notes=notes(block, contrast, values) if block.group == SCALING else (),
        a=contrast.a,
        b=contrast.b,
    )


def _reason(contrast: Contrast, found: Interval, count: int, verdict: Speed, budget: float) -> str:
    if contrast.refusal:
        return contrast.refusal
    if verdict is Speed.SAME:
        return f"the interval lies within {BAND:.0%} of no change"
    if verdict is not Speed.INCONCLUSIVE:
        return "the interval leaves out 1"
    more = _more(budget)
    if count < MINIMUM_PAIRS:
        return f"{count} pairs are too few for a verdict (at least {MINIMUM_PAIRS}); {more}"
    return f"{_between(found)}: only a change of {_percent(found.half_width)} would have shown; {more}"


def _more(seconds: float) -> str:
    if not seconds <= 3600:
        return "no budget under an hour is likely to settle it on this machine today"
    return f"about `--budget {10 * math.ceil(seconds / 10)}` would settle it"


def _between(found: Interval) -> str:
    """What is known all the same: how much faster at most, how much slower at most."""
    if found.low <= 0 or math.isinf(found.high):
        return "how much it changed can't be told"
    return f"at most {max(0.0, 1 - found.low):.1%} less and at most {max(0.0, found.high - 1):.1%} more"


def _percent(fraction: float) -> str:
    return "any size" if math.isinf(fraction) else f"{fraction:.1%}"


def measurements(block: Block, values: Values) -> tuple[Measurement, ...]:
    """Every value of every series of the block, in the order in which they were taken."""
    return tuple(
        Measurement(
            kernel=series.kernel,
            variant=series.variant,
            target=series.target,
            workers=series.workers,
            unit="second" if block.group == COMMANDS else quantity.unit,
            values=tuple(sample[quantity] for sample in values[series.key] if quantity in sample),
            quantity=quantity,
            command=series.command,
        )
        for series in block.series
        for quantity in Quantity
        if any(quantity in sample for sample in values[series.key])
    )


def resolution(rows: Sequence[Comparison]) -> tuple[float | None, str]:
    """The half-width of the A/A row, and a warning where the machine was too noisy to trust."""
    row = next((row for row in rows if row.group == RESOLUTION), None)
    if row is None or row.low <= 0 or math.isinf(row.high):
        return None, ""
    half = math.sqrt(row.high / row.low) - 1
    if not row.low <= 1 <= row.high:
        return half, "the same program measured twice came out different: read no row of this run as proof"
    if half > NOISY:
        return half, f"the machine was noisy: the same program twice agreed only within {half:.1%}"
    return half, ""


def overall(rows: Sequence[Comparison]) -> tuple[Speed, str]:
    """The verdict on the project: of its own commands, never of the built-in kernels."""
    judged = [row for row in rows if row.group == COMMANDS and row.judged]
    if not judged:
        return Speed.INCONCLUSIVE, "no command of the project was compared before and after"
    for speed in (Speed.SLOWER, Speed.FASTER, Speed.SAME):
        names = [row.name for row in judged if row.verdict is speed]
        if names and (speed is not Speed.SAME or len(names) == len(judged)):
            return speed, "; ".join(names)
    return Speed.INCONCLUSIVE, "; ".join(
        f"{row.name}: {row.reason}" for row in judged if row.verdict is Speed.INCONCLUSIVE
    )


def surely_slower(rows: Sequence[Comparison], level: float = 0.05) -> tuple[Comparison, ...]:
    """The commands that got slower even if every judged row is counted as a try (Holm 1979)."""
    judged = [row for row in rows if row.group == COMMANDS and row.judged]
    adjusted = holm([row.p_value for row in judged])
    return tuple(
        row for row, p in zip(judged, adjusted, strict=True) if row.verdict is Speed.SLOWER and p <= level
    )
