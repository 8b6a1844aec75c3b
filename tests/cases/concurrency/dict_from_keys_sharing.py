from multiprocessing import Pool

CACHE: list[int] = []


def work(n: int) -> int:
    counts = dict.fromkeys(("a", "b"), CACHE)
    counts["a"].append(n)
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
