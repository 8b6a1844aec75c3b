"""Reads of one attribute of one object: each read counts a reference to the same value."""


class Settings:
    def __init__(self) -> None:
        self.value = ["not immortal"]


def prepare() -> Settings:
    return Settings()


def run(state: Settings, count: int) -> None:
    for _ in range(count):
        state.value  # noqa: B018 - the read is what is measured
