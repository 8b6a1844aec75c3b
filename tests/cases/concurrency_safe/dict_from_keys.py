from multiprocessing import Pool

CACHE: list[int] = []


def work(n: int) -> int:
    counts = dict.fromkeys(("a", "b"), 0)
    counts["a"] += n
    return counts["a"]


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
