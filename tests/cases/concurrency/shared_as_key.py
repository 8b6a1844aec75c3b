from multiprocessing import Pool


class C:
    n = 0


SHARED = [C()]


def work(k):
    d = {"a": "b"}
    d[SHARED[0]] = "x"
    for one in d:
        one.n += k
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
