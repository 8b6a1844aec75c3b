from multiprocessing import Pool

LOG = (x for x in range(9))


def work(k: int) -> int:
    return len(list(LOG))


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
