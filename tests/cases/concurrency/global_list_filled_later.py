from multiprocessing import Pool


class C:
    n = 0


NAMES = ["x"]


def setup(c):
    NAMES.append(c)


def work(k):
    NAMES[-1].n += k
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
