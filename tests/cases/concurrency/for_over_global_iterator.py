from multiprocessing import Pool
numbers = iter(range(9))
def work(n: int) -> int:
    for x in numbers:
        return x
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
