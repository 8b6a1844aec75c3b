from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    class D:
        def __delattr__(self, o):
            SHARED.append(1)

    d = D()
    del d.x
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
