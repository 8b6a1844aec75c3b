from multiprocessing import Pool

T = []


class C:
    def __iter__(self):
        T.append(1)
        return iter([])


def work(k: int) -> int:
    return len(list(C()))


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
