"""This run beside an earlier one of the same machine. Pure.

Times of two runs are never compared: between them the machine was another one (other load, other
clock). What each run found within itself, in interleaved pairs, is a ratio, and ratios of the
same name can be compared. The interval of the quotient is the box of both, so it is wide enough
whatever the two have in common.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ftmigrate.bench.statistics import MINIMUM_PAIRS, Interval, judge
from ftmigrate.model.measuring import Comparison, Speed

EARLIER = "earlier"
_SAME = ("machine", "processor", "processors")


def other_machine(now: Mapping[str, object], then: Mapping[str, object]) -> str:
    """What differs between the two machines, empty where it is the same one as far as can be told."""
    names = [name for name in _SAME if now.get(name) != then.get(name)]
    return ", ".join(f"{name} {then.get(name)} then and {now.get(name)} now" for name in names)


def against(now: Sequence[Comparison], then: Sequence[Mapping[str, Any]]) -> tuple[Comparison, ...]:
    """A row for each comparison that both runs have with ends to its interval."""
    old = {row["name"]: row for row in then if row["low"] and row["high"]}
    return tuple(
        _row(row, old[row.name])
        for row in now
        if row.name in old and row.judged and row.low > 0 and math.isfinite(row.high)
    )


def _row(now: Comparison, then: Mapping[str, Any]) -> Comparison:
    confidence = max(0.0, 1 - (1 - now.confidence) - (1 - then["confidence"]))
    found = Interval(now.ratio / then["ratio"], now.low / then["high"], now.high / then["low"], confidence)
    pairs = min(now.pairs, int(then["pairs"]))
    verdict = Speed.INCONCLUSIVE if pairs < MINIMUM_PAIRS else judge(found, pairs)
    reason = f"{then['ratio']:.3f} ({then['low']:.3f} to {then['high']:.3f}) then"
    return Comparison(
        name=f"{now.name}: now / earlier",
        ratio=found.ratio,
        low=found.low,
        high=found.high,
        verdict=verdict,
        reason=reason,
        confidence=confidence,
        pairs=pairs,
        quantity=now.quantity,
        group=EARLIER,
        judged=False,
    )
