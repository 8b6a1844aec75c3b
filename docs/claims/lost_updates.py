"""Claim: "`count += 1` is atomic in Python." It is a read, an addition and a write."""

import sys
import sysconfig
import threading

TIMES, THREADS = 200_000, 4


class Counter:
    value = 0


def count(counter: Counter, start: threading.Barrier) -> None:
    start.wait()
    for _ in range(TIMES):
        counter.value += 1


counter = Counter()
start = threading.Barrier(THREADS)
threads = [threading.Thread(target=count, args=(counter, start)) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

build = "free-threaded" if sysconfig.get_config_var("Py_GIL_DISABLED") else "with the GIL"
lost = TIMES * THREADS - counter.value
print(f"{sys.version.split()[0]} {build}: {lost} of {TIMES * THREADS} updates lost")
assert 0 <= lost < TIMES * THREADS
