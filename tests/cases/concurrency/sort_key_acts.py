from multiprocessing import Pool


class C:
    n = 0

    def __init__(self):
        self.xs = []


SHARED = [C()]


def work(k: int) -> int:
    ys = list(SHARED)
    ys.sort(key=lambda c: c.xs.append(1) or 0)
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
