from multiprocessing import Pool
from functools import lru_cache
@lru_cache
def table(k: int) -> list:
    return []
def work(n: int) -> int:
    table(1).append(n)
    return len(table(1))

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
