from multiprocessing import Pool

ROWS: list[list[int]] = [[]]


def work(n: int) -> int:
    mine: list[list[int]] = []
    outer = [mine]
    for inner in outer:
        inner.append(ROWS[0])
    mine[0].append(n)
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
