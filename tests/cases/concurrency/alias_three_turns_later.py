from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    a = b = c = None
    for _ in range(5):
        if c is not None:
            c.append(1)
        c = b
        b = a
        a = SHARED
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
