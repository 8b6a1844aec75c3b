"""Integer arithmetic in a loop: nothing is allocated for long, nothing is shared."""


def prepare() -> None:
    return None


def run(state: None, count: int) -> int:
    total = 0
    for number in range(count):
        total = (total * 31 + number) % 65521
    return total
