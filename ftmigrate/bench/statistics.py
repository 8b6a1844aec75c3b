"""Paired processes: ratio, exact pair-flip tests, intervals, verdicts. Pure.

A pair is one process of A and one of B, run next to each other in coin-tossed order. If A takes
`r` times as long as B, then `a` and `r * b` of a pair can change places without changing anything
that can be known (Fisher's randomisation test). Two statistics are used with it, and for both the
distribution over all flips is exact: nothing is drawn, nothing depends on a seed.

Floors, for kernels: a process gives its quickest of some dozen windows, and the figure is the
ratio of the floors, because noise of a machine only ever adds time. After flipping, the other
side's floor is at least as far away as the one seen exactly if the `k` lowest values, which come
from `k` different pairs, all land on one side; that happens with probability 2 ** (1 - k).

Signed ranks (Wilcoxon 1945; interval after Hodges and Lehmann 1963), for whole commands: a
process gives one value, so that its floor is seldom met; the figure is the median of the means of
every two pairs' logarithmic ratios. On the same samples of a real command its interval was a
third as wide as that of the floors.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ftmigrate.model.measuring import Speed

BAND = 0.05
CONFIDENCE = 0.95
MINIMUM_PAIRS = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """A ratio with the ends of its interval; `high` is infinite where there are too few pairs."""

    ratio: float
    low: float
    high: float
    confidence: float

    @property
    def half_width(self) -> float:
        """Half the interval on a logarithmic scale, as a fraction: 0.04 means about 4 %."""
        if self.low <= 0 or math.isinf(self.high):
            return math.inf
        return math.sqrt(self.high / self.low) - 1

    def contains(self, ratio: float) -> bool:
        return self.low <= ratio <= self.high


def floor_ratio(a: Sequence[float], b: Sequence[float]) -> float:
    """The floor of A divided by the floor of B."""
    return min(a) / min(b)


def flip_p_value(a: Sequence[float], b: Sequence[float], ratio: float = 1.0) -> float:
    """The exact two-sided p-value of "A takes `ratio` times as long as B" under flipping of pairs."""
    scaled = [ratio * value for value in b]
    lower, higher = (a, scaled) if min(a) <= min(scaled) else (scaled, a)
    alone = sum(value < min(higher) for value in lower)
    return min(1.0, 2.0 ** (1 - alone))


def run_length(confidence: float) -> int:
    """How many of the lowest values must come from one side to reject at this confidence."""
    return 1 + math.ceil(math.log2(1 / (1 - confidence)) - 1e-9)


def flip_interval(a: Sequence[float], b: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """All ratios that the pair-flip test does not reject; its own confidence is at least the one asked.

    From 0 to infinity where the pairs are too few to reject anything.
    """
    length = run_length(confidence)
    reached = 1 - 2.0 ** (1 - length)
    if min(len(a), len(b)) < length:
        return Interval(floor_ratio(a, b), 0.0, math.inf, reached)
    a, b = sorted(a), sorted(b)
    return Interval(a[0] / b[0], a[0] / b[length - 1], a[length - 1] / b[0], reached)


def rank_interval(a: Sequence[float], b: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """All ratios that the signed-rank test does not reject, around the Hodges-Lehmann estimate.

    From 0 to infinity where the pairs are too few to reject anything.
    """
    means = _walsh_means([math.log(x / y) for x, y in zip(a, b, strict=True)])
    outside, tail = _rank_cut(len(a), (1 - confidence) / 2)
    middle = math.exp((means[(len(means) - 1) // 2] + means[len(means) // 2]) / 2)
    if outside < 0:
        return Interval(middle, 0.0, math.inf, 1.0)
    low, high = means[outside], means[len(means) - 1 - outside]
    return Interval(middle, math.exp(low), math.exp(high), 1 - 2 * tail)


def rank_p_value(a: Sequence[float], b: Sequence[float]) -> float:
    """The exact two-sided p-value of "A takes as long as B" by signed ranks (no ratio: no evidence)."""
    logs = sorted((math.log(x / y) for x, y in zip(a, b, strict=True) if x != y), key=abs)
    negative = sum(rank for rank, value in enumerate(logs, 1) if value < 0)
    least = min(negative, len(logs) * (len(logs) + 1) // 2 - negative)
    ways = _rank_sums(len(logs))
    return min(1.0, sum(ways[: least + 1]) / 2 ** (len(logs) - 1)) if logs else 1.0


def _walsh_means(logs: Sequence[float]) -> list[float]:
    count = range(len(logs))
    return sorted((logs[i] + logs[j]) / 2 for i in count for j in range(i, len(logs)))


def _rank_cut(pairs: int, tail: float) -> tuple[int, float]:
    """How many means lie outside on each side at most, less one, and the tail that this leaves."""
    total, reached, ways = 2**pairs, 0, _rank_sums(pairs)
    for rank, count in enumerate(ways):
        if (reached + count) / total > tail:
            return rank - 1, reached / total
        reached += count
    return len(ways) - 1, 1.0


@cache
def _rank_sums(pairs: int) -> tuple[int, ...]:
    """How many of the 2 ** pairs flips have each sum of ranks, from 0 up."""
    ways = [1] + [0] * (pairs * (pairs + 1) // 2)
    for rank in range(1, pairs + 1):
        for total in range(len(ways) - 1, rank - 1, -1):
            ways[total] += ways[total - rank]
    return tuple(ways)


def judge(interval: Interval, pairs: int, band: float = BAND) -> Speed:
    """The verdict of an interval: never one from fewer than ten pairs, never a winner inside the band."""
    if pairs < MINIMUM_PAIRS:
        return Speed.INCONCLUSIVE
    if interval.low >= 1 / (1 + band) and interval.high <= 1 + band:
        return Speed.SAME
    if interval.high < 1:
        return Speed.FASTER
    if interval.low > 1:
        return Speed.SLOWER
    return Speed.INCONCLUSIVE


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """P-values adjusted for how many there are (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    adjusted, worst = [0.0] * len(p_values), 0.0
    for rank, at in enumerate(order):
        worst = max(worst, min(1.0, p_values[at] * (len(p_values) - rank)))
        adjusted[at] = worst
    return tuple(adjusted)


def pairs_for(half_width: float, pairs: int, wanted: float = BAND) -> int:
    """About how many pairs would bring the half-width down to `wanted`: it shrinks as their root."""
    if math.isinf(half_width):
        return 2 * max(pairs, MINIMUM_PAIRS)
    return max(MINIMUM_PAIRS, math.ceil(pairs * (half_width / wanted) ** 2))
