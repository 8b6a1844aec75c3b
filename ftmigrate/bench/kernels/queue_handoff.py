"""An item put into a queue.Queue and one taken out of it again."""

import queue


def prepare() -> "queue.Queue[int]":
    return queue.Queue()


def run(state: "queue.Queue[int]", count: int) -> None:
    for number in range(count):
        state.put(number)
        state.get()
