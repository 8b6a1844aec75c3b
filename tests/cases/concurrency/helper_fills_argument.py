from multiprocessing import Pool


class C:
    n = 0


SHARED = [C()]


def fill(xs):
    xs.append(SHARED[0])


def work(k):
    xs = ["a"]
    fill(xs)
    xs[-1].n += k
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
