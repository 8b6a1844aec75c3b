"""A counter under a lock: what a correct shared counter costs."""

import threading


class Counter:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.value = 0


def prepare() -> Counter:
    return Counter()


def run(state: Counter, count: int) -> None:
    for _ in range(count):
        with state.lock:
            state.value += 1
