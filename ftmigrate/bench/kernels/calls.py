"""Function and method calls, with attribute reads on a private object."""


class Counter:
    def __init__(self) -> None:
        self.value = 0

    def step(self, by: int) -> int:
        self.value = (self.value + by) & 0xFFFF
        return self.value


def double(number: int) -> int:
    return number + number


def prepare() -> Counter:
    return Counter()


def run(state: Counter, count: int) -> int:
    last = 0
    for _ in range(count):
        last = state.step(double(last) & 7)
    return last
