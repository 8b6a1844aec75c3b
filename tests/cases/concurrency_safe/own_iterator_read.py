from multiprocessing import Pool


TEXT = "a b c"


def work(n: int) -> int:
    words = iter(TEXT.split())
    next(words)
    return len(list(words)) + n


def main(given: list) -> list:
    with Pool() as pool:
        return pool.map(work, given)
