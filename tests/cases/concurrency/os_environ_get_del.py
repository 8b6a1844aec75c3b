from multiprocessing import Pool
import os
def work(n: int) -> int:
    del os.environ["X"]
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
