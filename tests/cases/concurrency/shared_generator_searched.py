from multiprocessing import Pool

LOG = (x for x in range(9))


def work(k: int) -> bool:
    return k in LOG


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
