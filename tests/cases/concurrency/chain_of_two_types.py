import itertools
from multiprocessing import Pool

TOTAL = []


class C:
    def bump(self, k):
        TOTAL.append(k)


def work(k):
    for one in itertools.chain(["a"], [C()]):
        one.bump(k)
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
