from multiprocessing import Pool
D = {"a": []}
def work(n: int) -> int:
    for v in D.values():
        v.append(n)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
