"""Hits of functools.lru_cache: each moves an entry of one linked list."""

import functools
from collections.abc import Callable


def prepare() -> Callable[[int], int]:
    @functools.lru_cache(maxsize=64)
    def square(number: int) -> int:
        return number * number

    return square


def run(state: Callable[[int], int], count: int) -> None:
    for number in range(count):
        state(number & 31)
