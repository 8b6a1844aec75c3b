"""Reads of one element of one list: each read counts a reference to the same value."""


def prepare() -> list[list[str]]:
    return [["not immortal"]]


def run(state: list[list[str]], count: int) -> None:
    for _ in range(count):
        state[0]
