from dataclasses import dataclass
from multiprocessing import Pool

LOG: list[str] = []


@dataclass
class Fix:
    found: list[str] | None = None

    def add(self, text: str) -> None:
        assert self.found is not None
        self.found.append(text)


def work(n: int) -> int:
    fix = Fix(found=LOG)
    fix.add(str(n))
    fix.found.append("x")
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
