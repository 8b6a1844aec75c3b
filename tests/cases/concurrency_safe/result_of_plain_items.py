from multiprocessing import Pool

from functools import partial


def pick(table: dict[int, list[int]], n: int) -> list[int]:
    return list(table[n])


def main(table: dict[int, list[int]]) -> list:
    with Pool() as pool:
        return pool.map(partial(pick, table), range(3))
