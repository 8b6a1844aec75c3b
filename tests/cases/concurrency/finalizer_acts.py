from multiprocessing import Pool

T = []


class C:
    def __del__(self):
        T.append(1)


def work(k: int) -> int:
    C()
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
