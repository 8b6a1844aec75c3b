from multiprocessing import Pool
D = {}
E = D
def work(n: int) -> int:
    e = E
    e[n] = 1
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
