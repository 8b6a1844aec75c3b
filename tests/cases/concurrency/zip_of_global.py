from multiprocessing import Pool
D = [[], []]
def work(n: int) -> int:
    for i, v in enumerate(D):
        v.append(n)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
