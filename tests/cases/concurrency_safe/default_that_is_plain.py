from multiprocessing import Pool


LIMIT = 9


def cut(n: int, limit: int = LIMIT, turn=str.upper) -> str:
    return turn(str(min(n, limit)))


def work(n: int) -> str:
    return cut(n)


def main(given: list) -> list:
    with Pool() as pool:
        return pool.map(work, given)
