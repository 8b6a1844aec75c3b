from multiprocessing import Pool


class C:
    n = 0

    def __init__(self):
        self.xs = []


SHARED = [C()]


def work(k: int) -> int:
    x = ["a"]

    def f():
        nonlocal x
        x = SHARED

    f()
    x.append(1)
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
