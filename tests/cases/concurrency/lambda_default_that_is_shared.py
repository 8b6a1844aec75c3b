from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    (lambda x=SHARED: x.append(k))()
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
