from multiprocessing import Pool


def work(n: int) -> int:
    total = 0
    for one in range(n):
        total += one
        n -= 1
    return total + n


def main(given: list) -> list:
    with Pool() as pool:
        return pool.map(work, given)
