from multiprocessing import Pool
def work(n: int) -> int:
    globals()["x"] = n
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
