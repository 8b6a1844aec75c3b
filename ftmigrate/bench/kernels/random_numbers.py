"""Numbers from one generator, as the functions of the module `random` share one."""

import random


def prepare() -> random.Random:
    return random.Random(1)


def run(state: random.Random, count: int) -> None:
    for _ in range(count):
        state.random()
