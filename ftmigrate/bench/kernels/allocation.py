"""Small objects made and dropped: lists, tuples, strings, dictionaries, instances."""


class Point:
    def __init__(self, x: int, y: str) -> None:
        self.x = x
        self.y = y


def prepare() -> None:
    return None


def run(state: None, count: int) -> list[object]:
    kept: list[object] = []
    for number in range(count):
        text = str(number)
        kept = [Point(number, text), (number, text), {text: number}, [text], kept[:1]]
    return kept
