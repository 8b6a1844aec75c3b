from multiprocessing import Pool
acc = []
def work(n: int) -> int:
    x = acc if n else []
    x += [n]
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
