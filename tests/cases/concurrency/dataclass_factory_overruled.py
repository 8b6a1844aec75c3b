from dataclasses import dataclass, field
from multiprocessing import Pool

LOG: list[str] = []


@dataclass
class Fix:
    found: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.found.append(text)


def work(n: int) -> int:
    fix = Fix(LOG)
    fix.add(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
