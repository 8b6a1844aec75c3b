from multiprocessing import Pool

TOTAL = []


class C:
    def bump(self, k):
        TOTAL.append(k)


def work(k):
    xs = ["a"]
    xs.insert(0, C())
    xs[0].bump(k)
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
