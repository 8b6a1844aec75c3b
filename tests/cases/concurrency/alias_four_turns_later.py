from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    a = b = c = d = None
    for _ in range(9):
        if d is not None:
            d.append(1)
        d = c
        c = b
        b = a
        a = SHARED
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
