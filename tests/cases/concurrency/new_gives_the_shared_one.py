from multiprocessing import Pool


class S:
    n = 0

    def __new__(cls):
        return ONE


ONE = object.__new__(S)


def work(k: int) -> int:
    S().n += 1
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
