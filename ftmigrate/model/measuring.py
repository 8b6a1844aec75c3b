"""Measurements and what they say about one another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Speed(StrEnum):
    """Of A against B: INCONCLUSIVE is an answer."""

    FASTER = "faster"
    SLOWER = "slower"
    SAME = "same"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Measurement:
    """The values of one kernel in one variant on one target, one value a process, in order."""

    kernel: str
    variant: str
    target: str
    workers: int
    unit: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A ratio (A divided by B, below 1 is faster) with its interval at `confidence`."""

    name: str
    ratio: float
    low: float
    high: float
    verdict: Speed
    reason: str = ""
    confidence: float = 0.95
    pairs: int = 0


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One run of the smoke benchmark; `skipped` names what the budget left out and why."""

    verdict: Speed
    host: Mapping[str, str | int | float | bool]
    measurements: tuple[Measurement, ...]
    comparisons: tuple[Comparison, ...]
    skipped: tuple[str, ...] = field(default=())
    seconds: float = 0.0
