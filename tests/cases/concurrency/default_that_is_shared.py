from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    def f(x=SHARED):
        x.append(k)

    f()
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
