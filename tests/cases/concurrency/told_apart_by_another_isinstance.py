from multiprocessing import Pool

SEEN: list[str] = []


class Open:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> "Open | str":
        self.lines.append(line)
        return self if line.endswith(",") else "".join(self.lines)


ALL = Open()


def start(line: str) -> "Open | str":
    return ALL(line)


def work(n: int) -> str:
    result: Open | str = ""
    for line in ("a,", "b", str(n)):
        result = result(line) if isinstance(result, Open) else start(line)
    return result if isinstance(result, str) else "?"


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
