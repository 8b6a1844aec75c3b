from multiprocessing import Pool

SEEN: list[int] = []


def double(n: int, keep: bool = False) -> int:
    if keep:
        SEEN.append(n)
    return n * 2


def work(n: int) -> int:
    return outer(n, False)


def outer(n: int, keep: bool) -> int:
    return double(n, keep=keep)


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
