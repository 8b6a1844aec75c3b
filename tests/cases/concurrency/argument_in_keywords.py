from multiprocessing import Pool

OPTIONS = {"keep": True}
SEEN: list[int] = []


def double(n: int, keep: bool = False) -> int:
    if keep:
        SEEN.append(n)
    return n * 2


def work(n: int) -> int:
    return double(n, **OPTIONS)


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
