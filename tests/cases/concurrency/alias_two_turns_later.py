from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    a = b = None
    while k:
        if b is not None:
            b.append(1)
        b = a
        a = SHARED
        k -= 1
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
