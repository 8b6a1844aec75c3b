from multiprocessing import Pool
acc = []
def work(n: int) -> int:
    a, b = acc, []
    b, a = a, b
    b.append(n)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
