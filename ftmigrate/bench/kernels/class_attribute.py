"""Writes of a class attribute: each makes every cached lookup of the class invalid."""


def prepare() -> type:
    return type("Settings", (), {"level": 0})


def run(state: type, count: int) -> None:
    for number in range(count):
        state.level = number  # type: ignore[attr-defined]
