from multiprocessing import Pool
acc = []
def work(n: int) -> int:
    try:
        x = []
        raise ValueError
    except ValueError:
        x = acc
    x.append(n)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
