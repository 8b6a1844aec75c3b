from multiprocessing import Pool

LOG: list[str] = []


def begin(lists: list[list[str]]) -> None:
    lists.append(LOG)


def work(n: int) -> int:
    mine: list[list[str]] = []
    begin(mine)
    mine[0].append(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
