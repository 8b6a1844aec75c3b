from multiprocessing import Pool
D = {1: 2}
def work(n: int) -> int:
    del D[n]
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
