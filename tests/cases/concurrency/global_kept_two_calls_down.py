from multiprocessing import Pool

LOG: list[str] = []


def inner(lists: dict[str, list[str]]) -> None:
    lists["log"] = LOG


def begin(lists: dict[str, list[str]]) -> None:
    inner(lists)


def work(n: int) -> int:
    mine: dict[str, list[str]] = {}
    begin(mine)
    mine["log"].append(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
