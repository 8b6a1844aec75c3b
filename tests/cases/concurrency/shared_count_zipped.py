import itertools
from multiprocessing import Pool

COUNT = itertools.count()


def work(k: int) -> int:
    for one in zip(COUNT, [1]):
        return 1
    return 0


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
