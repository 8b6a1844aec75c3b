from multiprocessing import Pool
class S:
    n = 0
s = S()
def work(n: int) -> int:
    s.n += 1
    return s.n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
