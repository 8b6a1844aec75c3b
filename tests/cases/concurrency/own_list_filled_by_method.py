from multiprocessing import Pool


class C:
    n = 0


SHARED = [C()]


class W:
    def __init__(self):
        self.parts = ["x"]

    def add(self, one):
        self.parts.append(one)

    def run(self, k):
        self.parts[-1].n += k
        return 1


def work(k):
    w = W()
    w.add(SHARED[0])
    return w.run(k)


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
