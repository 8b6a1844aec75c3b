"""Writes to one dictionary under keys that exist: each write takes its lock."""


def prepare() -> dict[int, int]:
    return dict.fromkeys(range(64), 0)


def run(state: dict[int, int], count: int) -> None:
    for number in range(count):
        state[number & 63] = number
