"""How many threads make up for what one of them loses without the GIL: a model, marked as one. Pure.

One thread of the free-threaded build takes `overhead` times as long as one of the other build;
`n` threads do the work of `n * efficiency` of them, as far as the efficiency that was measured
with `workers` holds for other numbers, too. They overtake where `n * efficiency > overhead`.
"""

import math
from collections.abc import Sequence
from statistics import median

from ftmigrate.model.measuring import Measurement, Quantity


def sentence(measurements: Sequence[Measurement], kernel: str, free: str, other: str) -> str:
    """The model's answer for two targets; empty where a part of it was not measured."""
    ours = [m for m in measurements if m.kernel == kernel and m.values]
    one = _floor(ours, free), _floor(ours, other)
    threads, processes = _cost(ours, free, "threads"), _cost(ours, free, "processes")
    if None in (*one, threads, processes):
        return ""
    overhead = (one[0] or 0.0) / (one[1] or 1.0)
    efficiency = (processes or 0.0) / (threads or 1.0)
    number = max(1, math.floor(overhead / efficiency) + 1)
    return (
        f"a model, not a measurement: one thread of {free} takes {overhead:.2f} times as long as one of "
        f"{other}, threads reach {efficiency:.2f} of what processes reach, so {number} would overtake it"
    )


def _floor(measurements: Sequence[Measurement], target: str) -> float | None:
    for m in measurements:
        if m.target == target and m.variant == "serial" and m.quantity is Quantity.CPU:
            return min(m.values)
    return None


def _cost(measurements: Sequence[Measurement], target: str, variant: str) -> float | None:
    for m in measurements:
        if (m.target, m.variant, m.quantity) == (target, variant, Quantity.COST) and m.workers > 1:
            return median(m.values)
    return None
