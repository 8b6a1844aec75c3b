from multiprocessing import Pool
import decimal
def work(n: int) -> int:
    decimal.getcontext().prec = n
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
