"""From the windows of a kernel's workers to figures. Pure."""

from collections.abc import Sequence
from statistics import median

from ftmigrate.model.measuring import KernelSample, Quantity, Window

# Of a window: less than this and the workers did not really run at the same time.
RAN = 0.75
FEWEST_TOGETHER = 2


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


def ran(window: Window) -> float:
    """The share of the window in which the worker had a processor, or did not ask for one."""
    return 1 - max(window.delay, 0) / (window.end - window.start)


def together(workers: Sequence[Sequence[Window]]) -> tuple[Window, ...]:
    """The windows in which the worker and, for as long, every other worker really ran.

    Where run delay can't be read (-1) every overlapping window counts, so the answer is weaker.
    """
    found = []
    for number, rows in enumerate(workers):
        others = [other for at, other in enumerate(workers) if at != number]
        found += [w for w in rows if ran(w) >= RAN and all(_company(w, other) >= RAN for other in others)]
    return tuple(found)


def _company(window: Window, rows: Sequence[Window]) -> float:
    """The share of the window in which another worker ran, as its own windows (`rows`) tell."""
    both = sum(
        (min(row.end, window.end) - max(row.start, window.start)) * ran(row)
        for row in rows
        if row.start < window.end and row.end > window.start
    )
    return both / (window.end - window.start)


def own_cost(windows: Sequence[Window]) -> float:
    """Median nanoseconds per operation that are the program's own: CPU and blocked, no run delay."""
    return median((row.end - row.start - max(row.delay, 0)) / row.operations for row in windows)


def cpu_cost(windows: Sequence[Window]) -> float:
    """Median nanoseconds of CPU per operation."""
    return median(row.cpu / row.operations for row in windows)


def serial_values(sample: KernelSample) -> dict[Quantity, float]:
    return {Quantity.CPU: cpu_floor(sample), Quantity.WALL: wall_floor(sample)}


def wall_values(sample: KernelSample) -> dict[Quantity, float]:
    return {Quantity.WALL: wall_floor(sample)}


def scaling_values(sample: KernelSample) -> dict[Quantity, float]:
    """Without costs where the workers hardly ever ran together: it says nothing about sharing then."""
    values = shares(sample)
    if sample.memory:
        values[Quantity.MEMORY] = float(sample.memory)
    windows = together(sample.workers)
    if len(windows) >= FEWEST_TOGETHER:
        values |= {Quantity.COST: own_cost(windows), Quantity.CPU_COST: cpu_cost(windows)}
    return values


def shares(sample: KernelSample) -> dict[Quantity, float]:
    """What of all workers' wall time went to waiting for a processor, and to locks, I/O or the GIL."""
    delay = delay_share(sample)
    if delay is None:
        return {}
    rows = [window for rows in sample.workers for window in rows]
    cpu = sum(window.cpu for window in rows) / sum(window.end - window.start for window in rows)
    return {Quantity.DELAY: delay, Quantity.BLOCKED: max(0.0, 1 - cpu - delay)}
