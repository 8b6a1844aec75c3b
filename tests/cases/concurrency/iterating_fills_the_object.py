from functools import partial
from multiprocessing import Pool


class Rows:
    def __init__(self) -> None:
        self.met: list[int] = []

    def __iter__(self):
        self.met.append(1)
        yield from (1, 2)


def work(rows, n: int) -> int:
    return sum(one for one in rows) + n


def main() -> list:
    with Pool() as pool:
        return pool.map(partial(work, Rows()), range(3))
