from multiprocessing import Pool
from typing import NamedTuple

LOG: list[str] = []


class Fix(NamedTuple):
    found: list[str]


def work(n: int) -> int:
    fix = Fix(LOG)
    fix.found.append(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
