from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    class D:
        def __neg__(self):
            SHARED.append(1)
            return self

    -D()
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
