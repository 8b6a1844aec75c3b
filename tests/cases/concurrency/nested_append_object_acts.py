from multiprocessing import Pool

TOTAL = []


class C:
    def bump(self, k):
        TOTAL.append(k)


def work(k):
    xs = [["a"]]
    xs[0].append(C())
    xs[0][1].bump(k)
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
