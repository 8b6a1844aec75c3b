from multiprocessing import Pool


class Bag:
    def __init__(self, n: int) -> None:
        self.n = n

    def __bool__(self) -> bool:
        return self.n > 0


def work(n: int) -> int:
    bag = Bag(n)
    return bag.n if bag else 0


def main(given: list) -> list:
    with Pool() as pool:
        return pool.map(work, given)
