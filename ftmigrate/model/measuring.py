"""Measurements and what they say about one another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Speed(StrEnum):
    """Of A against B: INCONCLUSIVE is an answer."""

    FASTER = "faster"
    SLOWER = "slower"
    SAME = "same"
    INCONCLUSIVE = "inconclusive"


class Quantity(StrEnum):
    """What a comparison's ratio is a ratio of."""

    CPU = "CPU floor"
    WALL = "wall time"
    COST = "CPU and blocked time per operation"
    CPU_COST = "CPU time per operation"
    MEMORY = "memory"
    DELAY = "share of wall time without a processor"
    BLOCKED = "share of wall time blocked"

    @property
    def short(self) -> str:
        """For names of rows."""
        return {Quantity.CPU: "CPU", Quantity.WALL: "wall time"}.get(self, self.value)

    @property
    def unit(self) -> str:
        """Of a kernel's value; a command's times are in seconds."""
        if self is Quantity.MEMORY:
            return "byte"
        return "share" if self in (Quantity.DELAY, Quantity.BLOCKED) else "nanosecond"


@dataclass(frozen=True, slots=True)
class Measurement:
    """The values of one kernel in one variant on one target, one value a process, in order.

    `quantity` says what was measured, `command` what was run (a kernel's name or the user's line).
    """

    kernel: str
    variant: str
    target: str
    workers: int
    unit: str
    values: tuple[float, ...]
    quantity: Quantity = Quantity.CPU
    command: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A ratio (A divided by B, below 1 is faster) with its interval at `confidence`.

    `group` is the part of the run it belongs to: `resolution` (the A/A pair), `commands`,
    `scaling` or `serial`. `judged` marks the row that decides for its workload; the others stand
    beside it. `p_value` is that of the pair-flip test of "no difference"; `notes` are sentences
    about what else was seen in the same processes.
    """

    name: str
    ratio: float
    low: float
    high: float
    verdict: Speed
    reason: str = ""
    confidence: float = 0.95
    pairs: int = 0
    quantity: Quantity = Quantity.CPU
    group: str = "commands"
    judged: bool = True
    p_value: float = 1.0
    notes: tuple[str, ...] = ()
    a: str = ""
    b: str = ""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One run of the smoke benchmark; `skipped` names what the budget left out and why.

    `reason` is the sentence behind `verdict`, which is of the project's own commands;
    `resolution` the half-width of the A/A pair's interval (0.034: this machine resolved 3.4 %),
    None where it could not be had; `notes` are warnings about the whole run; `failed` names the
    commands of the project that could not run.
    """

    verdict: Speed
    host: Mapping[str, str | int | float | bool]
    measurements: tuple[Measurement, ...]
    comparisons: tuple[Comparison, ...]
    skipped: tuple[str, ...] = field(default=())
    seconds: float = 0.0
    reason: str = ""
    resolution: float | None = None
    notes: tuple[str, ...] = ()
    budget: float = 0.0
    builds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A millisecond or so of one worker's life.

    `start` and `end` are nanoseconds of the machine-wide monotonic clock; `cpu` and `delay`
    (waiting for a processor, from /proc/thread-self/schedstat; -1 where it can't be read)
    nanoseconds of this thread in between; `operations` of the kernel done.
    """

    start: int
    end: int
    cpu: int
    delay: int
    operations: int


@dataclass(frozen=True, slots=True)
class KernelSample:
    """One fresh process (or one group of them) that ran a kernel; a tuple of windows a worker.

    `coarse`: the system's clock of CPU time is too coarse, so that `cpu` of each is wall time.
    """

    workers: tuple[tuple[Window, ...], ...]
    gil_enabled: bool
    jit_enabled: bool
    memory: int = 0
    coarse: bool = False


@dataclass(frozen=True, slots=True)
class CommandSample:
    """One fresh run of a user's command: seconds of CPU (all descendants), wall, and of waiting.

    `cpu` is None where this system does not tell; `delay` is the main thread's wait for a
    processor, `parallel` the number of threads and processes that did real work (0: not watched),
    `memory` the peak of the tree's proportional set size in bytes (0: not watched).
    """

    cpu: float | None
    wall: float
    delay: float | None = None
    parallel: int = 0
    memory: int = 0
