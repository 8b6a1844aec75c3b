from multiprocessing import Pool

TOTAL = []


class C:
    def bump(self):
        TOTAL.append(1)


SHARED = {"x": C()}


def work(k: int) -> int:
    d = {**SHARED}
    d["x"].bump()
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
