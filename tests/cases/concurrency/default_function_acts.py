from multiprocessing import Pool

SHARED = [1]


def bump(x):
    SHARED.append(x)


def note(x, cb=bump):
    cb(x)


def work(k: int) -> int:
    note(k)
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
