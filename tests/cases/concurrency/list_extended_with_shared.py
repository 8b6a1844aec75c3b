from multiprocessing import Pool


class C:
    n = 0


SHARED = [C()]


def work(k):
    xs = ["a"]
    xs.extend(SHARED)
    xs[-1].n += k
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
