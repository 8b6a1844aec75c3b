from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    class D:
        def __bool__(self):
            SHARED.append(1)
            return True

    not D()
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
