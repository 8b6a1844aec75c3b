"""A benchmark with a row of every kind, for the tests of each renderer."""

import math

from ftmigrate.model.measuring import Benchmark, Comparison, Measurement, Quantity, Speed

HOSTILE = "a|b </script><img src=x onerror=alert(1)> & [bold]"


def row(name: str, ratio: float, low: float, high: float, verdict: Speed, group: str) -> Comparison:
    return Comparison(
        name, ratio, low, high, verdict, reason="as it says", pairs=20, group=group, p_value=0.01
    )


def series(variant: str, workers: int, quantity: Quantity, *values: float) -> Measurement:
    return Measurement("arithmetic", variant, "3.14t", workers, quantity.unit, values, quantity)


BENCHMARK = Benchmark(
    verdict=Speed.FASTER,
    host={"system": "Linux 6", "machine": "x86_64", "processor": "cpu", "processors": 2, "load": 0.5},
    measurements=(
        Measurement("index", "after", "3.14t", 2, "second", (0.5, 0.6), Quantity.WALL, "python -m app"),
        Measurement("index", "before", "3.14t", 2, "second", (0.9, 1.0), Quantity.WALL, "python -m app"),
        series("threads", 2, Quantity.COST, 51.0, 53.0),
        series("processes", 2, Quantity.COST, 50.0, 52.0),
        series("threads", 1, Quantity.COST, 50.0, 50.0),
        series("threads", 2, Quantity.DELAY, 0.2, 0.3),
        series("threads", 2, Quantity.BLOCKED, 0.05, 0.05),
        series("threads", 2, Quantity.MEMORY, 9_000_000.0),
    ),
    comparisons=(
        row("index on 3.14t: after / before (wall time)", 0.57, 0.52, 0.63, Speed.FASTER, "commands"),
        row(HOSTILE, 1.2, 1.1, 1.3, Speed.SLOWER, "commands"),
        row("the same program twice", 1.0, 0.97, 1.03, Speed.SAME, "resolution"),
        Comparison("few", 1.1, 0.0, math.inf, Speed.INCONCLUSIVE, "4 pairs are too few", group="serial"),
        Comparison(
            "2 threads / 2 processes",
            1.02,
            0.98,
            1.06,
            Speed.INCONCLUSIVE,
            "only a change of 4.0% or more would have shown",
            group="scaling",
            notes=("2 threads reach 0.98 (0.94 to 1.02) of what 2 processes reach",),
        ),
    ),
    skipped=("scaling on 3.14: no time is left in the budget", HOSTILE),
    seconds=29.5,
    reason="index on 3.14t: after / before (wall time)",
    resolution=0.03,
    notes=("a note",),
    budget=30.0,
    builds={"3.14t": "3.14.2, GCC 13 -O3"},
)
