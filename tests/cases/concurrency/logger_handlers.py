from multiprocessing import Pool
import logging
log = logging.getLogger()
def work(n: int) -> int:
    log.setLevel(10)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
