from multiprocessing import Pool

TOTALS: list[int] = []


def add(totals: list[int], n: int) -> tuple[list[int], list[int]]:
    totals.append(n)
    return totals, TOTALS


def work(n: int) -> int:
    mine: list[int] = []
    for one in range(n):
        mine, shared = add(mine, one)
    return len(mine)


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
