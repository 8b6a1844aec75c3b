from multiprocessing import Pool


class C:
    seen = []


class S(C):
    def go(self):
        super().seen.append(1)


def work(k: int) -> int:
    S().go()
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
