"""The table of a calibration, and the promises that it breaks."""

import math
import statistics
from collections.abc import Sequence
from pathlib import Path

from calibration_peers import pyperf_and_asv, relative
from calibration_samples import NOTHING, SAME, TENTH, Compared

from ftmigrate.bench.statistics import flip_interval, judge
from ftmigrate.model.measuring import Speed

_TRUTH = {SAME: 1.0, TENTH: 1.1, NOTHING: 1.0}


def tell(found: Sequence[Compared], peers: Path) -> list[str]:
    """Print the lines of each kind of comparison; what of it breaks a promise."""
    broken = []
    for kind, truth in _TRUTH.items():
        seen = [one for one in found if one.kind == kind]
        if seen:
            broken += _ours(kind, seen, truth)
            _theirs(kind, seen, peers)
    return broken


def _ours(kind: str, seen: Sequence[Compared], truth: float) -> list[str]:
    count = len(seen)
    found = [flip_interval(*one.floors) for one in seen]
    pairs = [len(one.floors[0]) for one in seen]
    verdicts = [judge(one, number) for one, number in zip(found, pairs, strict=True)]
    for verdict in Speed:
        row(kind, f"ftmigrate: {verdict.value}", verdicts.count(verdict), count)
    row(kind, f"ftmigrate: interval holds {truth}", sum(one.contains(truth) for one in found), count)
    width = statistics.median(one.half_width for one in found)
    print(f"{kind:8} {'ftmigrate: half-width, median':52} {width:8.1%}")
    print(f"{kind:8} {'ftmigrate: pairs, median and most':52} {statistics.median(pairs):5.0f} {max(pairs)}")
    wrong = verdicts.count(Speed.FASTER) + (verdicts.count(Speed.SLOWER) if truth == 1 else 0)
    if truth == 1:
        # Of a true 5 %, so many or more would come out by chance once in a hundred calibrations.
        most = most_by_chance(count, 0.05)
        return [f"{kind}: {wrong} false winners of {count}"] if wrong > most else []
    problems = [f"{kind}: called faster {wrong} times"] if wrong else []
    right, least = verdicts.count(Speed.SLOWER), count - most_by_chance(count, 0.2)
    enough = max(pairs) >= 20
    return problems + ([f"{kind}: found in {right} of {count} only"] if right < least and enough else [])


def _theirs(kind: str, seen: Sequence[Compared], peers: Path) -> None:
    for said in pyperf_and_asv(peers, seen):
        if said.missing:
            print(f"{kind:8} {said.name}: {said.missing}")
        else:
            row(kind, f"{said.name}: different", sum(said.different), len(seen))
    ratios = [relative(*one.seconds) for one in seen]
    row(kind, "hyperfine's comparison: names a winner", sum(ratio > 1 for ratio, _ in ratios), len(seen))
    beyond = sum(ratio - deviation > 1 for ratio, deviation in ratios)
    row(kind, "hyperfine's comparison: by more than its own ±", beyond, len(seen))
    runs = [one.hyperfine for one in seen if one.hyperfine]
    if runs:
        row(
            kind, "hyperfine itself, run beside: names a winner", sum(run["named"] for run in runs), len(runs)
        )
        ratios = [relative(*run["times"]) for run in runs]
        beyond = sum(ratio - deviation > 1 for ratio, deviation in ratios)
        row(kind, "hyperfine itself: by more than its own ±", beyond, len(runs))


def most_by_chance(count: int, probability: float) -> int:
    """The largest number that is not yet rarer than once in a hundred (binomial)."""
    rest, number = 1.0, -1
    while rest > 0.01:
        number += 1
        rest -= math.comb(count, number) * probability**number * (1 - probability) ** (count - number)
    return number


def row(kind: str, what: str, number: int, count: int) -> None:
    print(f"{kind:8} {what:52} {number:4d} of {count:4d}  {number / count:7.1%}")
