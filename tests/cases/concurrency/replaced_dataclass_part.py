from dataclasses import dataclass, field, replace
from multiprocessing import Pool

LOG: list[str] = []


@dataclass
class Fix:
    found: list[str] = field(default_factory=list)


def work(n: int) -> int:
    fix = replace(Fix(), found=LOG)
    fix.found.append(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
