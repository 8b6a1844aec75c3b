from multiprocessing import Pool

T = []


class C:
    def __lt__(self, other):
        T.append(1)
        return True


def work(k: int) -> int:
    sorted([C(), C()])
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
