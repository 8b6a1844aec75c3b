from multiprocessing import Pool


class C:
    n = 0


SHARED = [C()]


def work(k):
    xs = ["a"]

    def bump():
        xs[-1].n += k

    xs.append(SHARED[0])
    bump()
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
