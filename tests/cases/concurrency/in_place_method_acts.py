from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    class D:
        def __iadd__(self, o):
            SHARED.append(1)
            return self

    d = D()
    d += 1
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
