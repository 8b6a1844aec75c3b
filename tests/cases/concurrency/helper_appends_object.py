from multiprocessing import Pool

TOTAL = []


class C:
    def bump(self, k):
        TOTAL.append(k)


def fill(xs):
    xs.append(C())


def work(k):
    xs = ["a"]
    fill(xs)
    xs[1].bump(k)
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
