"""Reads of one key of one dictionary: each read counts a reference to the same value."""


def prepare() -> dict[str, list[str]]:
    return {"key": ["not immortal"]}


def run(state: dict[str, list[str]], count: int) -> None:
    for _ in range(count):
        state["key"]
