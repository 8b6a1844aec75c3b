"""From the windows of a kernel's workers to figures. Pure."""

from collections.abc import Sequence
from statistics import median

from ftmigrate.model.measuring import KernelSample, Quantity, Window

RAN = 0.1
FEWEST_TOGETHER = 5


def cpu_floor(sample: KernelSample) -> float:
    """The least nanoseconds of CPU per operation of any window."""
    return min(window.cpu / window.operations for rows in sample.workers for window in rows)


def wall_floor(sample: KernelSample) -> float:
    """The least nanoseconds of wall time per operation of any window."""
    return min((window.end - window.start) / window.operations for rows in sample.workers for window in rows)


def delay_share(sample: KernelSample) -> float | None:
    """Waiting for a processor as a share of all workers' wall time; None where it can't be read."""
    rows = [window for rows in sample.workers for window in rows]
    if any(window.delay < 0 for window in rows):
        return None
    return sum(window.delay for window in rows) / sum(window.end - window.start for window in rows)


def ran(window: Window) -> bool:
    """Whether the worker had a processor, or chose not to want one, for nearly all of the window."""
    return window.delay <= RAN * (window.end - window.start)


def together(workers: Sequence[Sequence[Window]]) -> tuple[Window, ...]:
    """The windows during the whole of which every other worker really ran, too.

    Where run delay can't be read (-1) every overlapping window counts, so the answer is weaker.
    """
    found = []
    for number, rows in enumerate(workers):
        others = [other for at, other in enumerate(workers) if at != number]
        found += [window for window in rows if ran(window) and all(_covered(window, o) for o in others)]
    return tuple(found)


def _covered(window: Window, rows: Sequence[Window]) -> bool:
    """Whether `rows` (in order of time) span the window and ran in all that touch it."""
    touching = [row for row in rows if row.start < window.end and row.end > window.start]
    if not touching or not all(ran(row) for row in touching):
        return False
    length = window.end - window.start
    late = touching[0].start - window.start
    early = window.end - touching[-1].end
    return max(late, 0) + max(early, 0) <= RAN * length


def own_cost(windows: Sequence[Window]) -> float:
    """Median nanoseconds per operation that are the program's own: CPU and blocked, no run delay."""
    return median((row.end - row.start - max(row.delay, 0)) / row.operations for row in windows)


def cpu_cost(windows: Sequence[Window]) -> float:
    """Median nanoseconds of CPU per operation."""
    return median(row.cpu / row.operations for row in windows)


def serial_values(sample: KernelSample) -> dict[Quantity, float]:
    return {Quantity.CPU: cpu_floor(sample), Quantity.WALL: wall_floor(sample)}


def scaling_values(sample: KernelSample) -> dict[Quantity, float]:
    """Empty where the workers hardly ever ran together: then the process says nothing about sharing."""
    windows = together(sample.workers)
    if len(windows) < FEWEST_TOGETHER:
        return {}
    return {Quantity.COST: own_cost(windows), Quantity.CPU: cpu_cost(windows)}
