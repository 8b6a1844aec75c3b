from multiprocessing import Pool


class S:
    _one = None

    def __new__(cls):
        if cls._one is None:
            cls._one = super().__new__(cls)
            cls._one.xs = []
        return cls._one


def work(k: int) -> int:
    S().xs.append(k)
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
