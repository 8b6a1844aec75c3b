from multiprocessing import Pool


def double(n: int) -> int:
    return n * 2


def work(n: int) -> int:
    texts = {str(n)}.union(["a"])
    kinds = (double, 1)
    return kinds[0](len(texts))


def main() -> list[int]:
    with Pool() as pool:
        return pool.map(work, range(9))
