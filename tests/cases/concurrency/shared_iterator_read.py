from multiprocessing import Pool

LOG = iter([1, 2, 3])


def work(k: int) -> int:
    for row in LOG:
        return 1
    return 0


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
