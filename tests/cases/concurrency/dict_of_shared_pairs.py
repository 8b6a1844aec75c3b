from multiprocessing import Pool


class C:
    n = 0


SHARED = [C()]


def work(k):
    d = dict([("x", SHARED[0])])
    d["x"].n += k
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
