from multiprocessing import Pool
acc = []
def get():
    return acc
def work(n: int) -> int:
    get().append(n)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
