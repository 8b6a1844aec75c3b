from multiprocessing import Pool


class S:
    def __new__(cls, n: int):
        self = super().__new__(cls)
        self.n = n
        return self


def work(k: int) -> int:
    s = S(k)
    s.n += 1
    return s.n


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
