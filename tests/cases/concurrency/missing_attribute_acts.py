from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    class D:
        def __getattr__(self, k):
            SHARED.append(1)

    D().foo
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
