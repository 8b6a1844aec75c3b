from multiprocessing import Pool

SHARED = [[]]


def f(x, acc):
    acc.append(1)
    return 1


def work(k):
    return f(1, *SHARED)


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
