"""Scaling and contention where the truth is known: private work, and reads of one shared object."""

import math
import os
import random
from collections.abc import Sequence

from calibration_samples import TIMEOUT

from ftmigrate.bench.kernels import KERNELS, Kernel
from ftmigrate.bench.plan import Contrast, Values, interval
from ftmigrate.bench.statistics import Interval
from ftmigrate.bench.windows import scaling_values
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Quantity
from ftmigrate.steps.bench_series import kernel_sample


def parallel(where: Environment, pairs: int, coin: random.Random) -> list[str]:
    """Efficiency of private work in threads against processes; contention on a shared attribute."""
    workers, broken = min(2, os.cpu_count() or 1), []
    private = two(where, KERNELS[0], [("threads", False), ("processes", False)], workers, pairs, coin)
    shared = two(where, KERNELS[1], [("threads", True), ("threads", False)], workers, pairs, coin)
    efficiency = ratio(private, Quantity.COST)
    said = "inconclusive" if math.isinf(efficiency.half_width) else f"{1 / efficiency.ratio:.2f}"
    print(f"scaling  efficiency of {workers} threads against {workers} processes: {said}")
    if said != "inconclusive" and not (1 / efficiency.low >= 0.85 and 1 / efficiency.high <= 1.1):
        broken.append(f"efficiency {said} is outside 0.85 to 1.1")
    contention = ratio(shared, Quantity.CPU_COST)
    known = not math.isinf(contention.half_width)
    said = f"{contention.ratio:.1f} times the CPU per operation" if known else "not observable here"
    print(f"scaling  contention on {KERNELS[1].shares}: {said}")
    if known and contention.high < 3:
        broken.append(f"contention of {contention.ratio:.1f} is below 3")
    return broken


def two(
    where: Environment,
    kernel: Kernel,
    modes: Sequence[tuple[str, bool]],
    workers: int,
    pairs: int,
    coin: random.Random,
) -> Values:
    values: Values = {"a": [], "b": []}
    for _ in range(pairs):
        sides = list(zip("ab", modes, strict=True))
        coin.shuffle(sides)
        for side, (mode, shared) in sides:
            sample = kernel_sample(where, kernel, TIMEOUT, mode=mode, workers=workers, shared=shared)
            values[side].append(scaling_values(sample))
    return values


def ratio(values: Values, quantity: Quantity) -> Interval:
    return interval(values, Contrast("", "a", "b", quantity, floors=False))
