from multiprocessing import Pool
seen = []
def k(x):
    seen.append(x)
    return x
def work(n: int) -> int:
    sorted([1, 2], key=k)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
