from multiprocessing import Pool
seen = []
add = seen.append
def work(n: int) -> int:
    add(n)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
