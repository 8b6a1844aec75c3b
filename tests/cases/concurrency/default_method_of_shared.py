from multiprocessing import Pool

SHARED = [1]


def note(x, cb=SHARED.append):
    cb(x)


def work(k: int) -> int:
    note(k)
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
