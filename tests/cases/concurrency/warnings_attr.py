from multiprocessing import Pool
import sys
def work(n: int) -> int:
    sys.path.insert(0, str(n))
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
