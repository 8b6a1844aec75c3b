"""Claim: "without the GIL, threads use all cores." Only where they do not share what they touch.

CPU time per operation, of one thread alone and of two at once: work that scales costs the same. It
takes two cores that are free; on a busy machine the two threads take turns and nothing is to be seen.
"""

import statistics
import sys
import sysconfig
import threading
import time

TIMES = 300_000


class Box:
    def __init__(self) -> None:
        self.value = 0


def work(box: Box, costs: list[float]) -> None:
    started = time.thread_time()
    for _ in range(TIMES):
        box.value = box.value + 1
    costs.append((time.thread_time() - started) / TIMES)


def cost(boxes: list[Box]) -> float:
    """Nanoseconds of CPU an operation: the median of nine runs, each the mean of its threads."""
    runs = []
    for _ in range(9):
        costs: list[float] = []
        threads = [threading.Thread(target=work, args=(box, costs)) for box in boxes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        runs.append(statistics.fmean(costs))
    return statistics.median(runs) * 1e9


one = Box()
alone = cost([Box()])
own = cost([Box(), Box()])
shared = cost([one, one])
build = "free-threaded" if sysconfig.get_config_var("Py_GIL_DISABLED") else "with the GIL"
print(f"{sys.version.split()[0]} {build}, CPU ns an operation:")
print(f"  one thread {alone:.0f}, two with an object each {own:.0f}, two on the same object {shared:.0f}")
