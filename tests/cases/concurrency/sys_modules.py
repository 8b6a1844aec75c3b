from multiprocessing import Pool
import sys
def work(n: int) -> int:
    sys.modules["x"] = None
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
