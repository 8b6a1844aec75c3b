from multiprocessing import Pool
import logging
def work(n: int) -> int:
    logging.getLogger().addHandler(logging.NullHandler())
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
