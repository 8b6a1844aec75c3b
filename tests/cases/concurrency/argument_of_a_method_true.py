from multiprocessing import Pool

SEEN: list[int] = []


class Doubler:
    def __call__(self, n: int, keep: bool = False) -> int:
        if keep:
            SEEN.append(n)
        return n * 2


def work(n: int) -> int:
    return Doubler()(n, True)


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
