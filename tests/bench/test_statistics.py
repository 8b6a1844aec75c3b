import math
import random
from collections.abc import Callable, Sequence
from itertools import product

import pytest

from ftmigrate.bench.statistics import (
    Interval,
    flip_interval,
    flip_p_value,
    holm,
    judge,
    rank_interval,
    rank_p_value,
    run_length,
)
from ftmigrate.model.measuring import Speed

Sample = tuple[list[float], list[float]]


def drawn(chance: random.Random, pairs: int, effect: float) -> Sample:
    """Processes on a noisy machine: each pair has a load of its own, and noise only adds."""
    load = [1 + 0.3 * chance.random() for _ in range(pairs)]
    a = [effect * base * (1 + chance.expovariate(20)) for base in load]
    b = [base * (1 + chance.expovariate(20)) for base in load]
    return a, b


def by_enumeration(statistic: Callable[[Sequence[float], Sequence[float]], float], sample: Sample) -> float:
    """The p-value of a pair-flip test by trying all 2 ** pairs flips."""
    seen = abs(statistic(*sample))
    extreme = total = 0
    for flips in product([False, True], repeat=len(sample[0])):
        rows = [(y, x) if flip else (x, y) for flip, x, y in zip(flips, *sample, strict=True)]
        extreme += abs(statistic([x for x, _ in rows], [y for _, y in rows])) >= seen - 1e-12
        total += 1
    return extreme / total


def log_floor_ratio(a: Sequence[float], b: Sequence[float]) -> float:
    return math.log(min(a) / min(b))


def rank_sum(a: Sequence[float], b: Sequence[float]) -> float:
    logs = sorted((math.log(x / y) for x, y in zip(a, b, strict=True)), key=abs)
    return sum(math.copysign(rank, value) for rank, value in enumerate(logs, 1))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("effect", [1.0, 1.1, 0.7])
def test_the_closed_forms_are_the_enumeration_of_all_flips(seed: int, effect: float) -> None:
    sample = drawn(random.Random(seed), 9, effect)
    assert flip_p_value(*sample) == pytest.approx(by_enumeration(log_floor_ratio, sample))
    assert rank_p_value(*sample) == pytest.approx(by_enumeration(rank_sum, sample))


@pytest.mark.parametrize(
    ("interval_of", "p_value_of"), [(flip_interval, flip_p_value), (rank_interval, rank_p_value)]
)
@pytest.mark.parametrize("seed", range(6))
def test_the_interval_is_what_the_test_does_not_reject(
    interval_of: Callable[[Sequence[float], Sequence[float]], Interval],
    p_value_of: Callable[[Sequence[float], Sequence[float]], float],
    seed: int,
) -> None:
    a, b = drawn(random.Random(seed), 12, 1.05)
    found = interval_of(a, b)
    for ratio in (found.low, found.high):
        for nudge, inside in ((1e-6, ratio == found.low), (-1e-6, ratio == found.high)):
            p_value = p_value_of(a, [value * ratio * (1 + nudge) for value in b])
            assert (p_value > 1 - found.confidence + 1e-9) is inside, (ratio, nudge, p_value)


@pytest.mark.parametrize("interval_of", [flip_interval, rank_interval])
@pytest.mark.parametrize("pairs", [10, 20])
def test_intervals_cover_the_truth(
    interval_of: Callable[[Sequence[float], Sequence[float]], Interval], pairs: int
) -> None:
    chance = random.Random(7)
    held = sum(interval_of(*drawn(chance, pairs, 1.1)).contains(1.1) for _ in range(600))
    assert held / 600 >= 0.935


def test_a_tenth_is_found_and_nothing_is_not() -> None:
    chance = random.Random(11)
    slower = [judge(rank_interval(*drawn(chance, 20, 1.1)), 20) for _ in range(300)]
    equal = [judge(rank_interval(*drawn(chance, 20, 1.0)), 20) for _ in range(300)]
    assert slower.count(Speed.SLOWER) >= 0.8 * 300
    assert Speed.FASTER not in slower
    assert equal.count(Speed.FASTER) + equal.count(Speed.SLOWER) <= 0.05 * 300


def test_too_few_pairs_have_no_interval_and_no_verdict() -> None:
    a, b = [2.0] * 4, [1.0, 1.01, 1.02, 1.03]
    for found in (flip_interval(a, b), rank_interval(a, b)):
        assert (found.low, found.high) == (0.0, math.inf)
        assert judge(found, 4) is Speed.INCONCLUSIVE
    assert judge(Interval(2.0, 1.9, 2.1, 0.95), 9) is Speed.INCONCLUSIVE
    assert judge(Interval(2.0, 1.9, 2.1, 0.95), 10) is Speed.SLOWER


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.96, 1.04, Speed.SAME),
        (1.01, 1.04, Speed.SAME),
        (1.01, 1.2, Speed.SLOWER),
        (0.8, 0.99, Speed.FASTER),
        (0.9, 1.01, Speed.INCONCLUSIVE),
    ],
)
def test_the_band_of_no_change_wins_over_a_winner(low: float, high: float, verdict: Speed) -> None:
    assert judge(Interval(1.0, low, high, 0.95), 20) is verdict


def test_six_of_one_side_reject_at_a_twentieth() -> None:
    assert run_length(0.95) == 6
    assert flip_p_value([1, 1, 1, 1, 1, 1, 9], [2, 3, 4, 5, 6, 7, 8]) == 2**-5


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert holm([]) == ()


def test_half_width_of_a_ratio() -> None:
    assert Interval(1.0, 1 / 1.04, 1.04, 0.95).half_width == pytest.approx(0.04)
