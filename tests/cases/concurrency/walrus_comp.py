from multiprocessing import Pool
seen = set()
def work(n: int) -> int:
    [seen.add(x) for x in range(n)]
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
