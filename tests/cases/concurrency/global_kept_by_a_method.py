from multiprocessing import Pool

LOG: list[str] = []


class Fix:
    def __init__(self) -> None:
        self.found = None

    def begin(self) -> None:
        self.found = LOG

    def add(self, text: str) -> None:
        self.found.append(text)


def work(n: int) -> int:
    fix = Fix()
    fix.begin()
    fix.add(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
