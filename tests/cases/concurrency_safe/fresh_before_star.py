from multiprocessing import Pool

SHARED = [1]


def f(acc: list[int], *rest: int) -> int:
    acc.append(1)
    return 1


def work(k: int) -> int:
    return f([], *SHARED)


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
