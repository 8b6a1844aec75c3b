from multiprocessing import Pool

LOG: list[str] = []


class Fix:
    def __init__(self) -> None:
        self.found = None

    def add(self, text: str) -> None:
        self.found.append(text)


def begin(fix: Fix) -> None:
    fix.found = LOG


def work(n: int) -> int:
    fix = Fix()
    begin(fix)
    fix.add(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
