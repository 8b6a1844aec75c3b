from multiprocessing import Pool

SAFE = ("os", "sys")
LOG: list[str] = []


class Fix:
    def __init__(self, names: object) -> None:
        self.names = names
        self.found: list[str] = []

    def add(self, text: str) -> None:
        self.found.append(text)


def work(n: int) -> str:
    fix = Fix(SAFE)
    fix.found = LOG
    fix.add(str(n))
    return ",".join(fix.found)


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
