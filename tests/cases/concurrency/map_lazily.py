from multiprocessing import Pool
seen = []
def work(n: int) -> int:
    list(map(seen.append, [n]))
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
