from multiprocessing import Pool

SHARED = [[]]


def work(k: int) -> int:
    try:
        raise ValueError(SHARED)
    except ValueError as e:
        e.args[0].append(k)
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
