from multiprocessing import Pool


class C:
    n = 0

    def __init__(self):
        self.xs = []


SHARED = [C()]


def work(k: int) -> int:
    x = {"a"}.union(SHARED)
    for one in x:
        one.n += 1
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
