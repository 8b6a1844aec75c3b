from multiprocessing import Pool
T = ([], 1)
def work(n: int) -> int:
    T[0].append(n)
    return len(T[0])

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
