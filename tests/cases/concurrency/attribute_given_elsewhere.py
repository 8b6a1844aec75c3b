from multiprocessing import Pool


class C:
    n = 0


SHARED = [C()]


class W:
    def __init__(self):
        self.c = ""


def work(k: int) -> int:
    w = W()
    w.c = SHARED[0]
    w.c.n += 1
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
