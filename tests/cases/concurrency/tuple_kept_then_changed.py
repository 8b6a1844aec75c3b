from multiprocessing import Pool

LOG: list[list[str]] = [[]]


def pair() -> tuple[list[list[str]], int]:
    mine: list[list[str]] = []
    both = (mine, 1)
    both[0].append(LOG[0])
    return both


def work(n: int) -> int:
    rows, _ = pair()
    rows[0].append(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
