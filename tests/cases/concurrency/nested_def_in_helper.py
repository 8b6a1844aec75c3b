from multiprocessing import Pool
acc = []
def outer(n):
    def inner():
        acc.append(n)
    inner()
def work(n: int) -> int:
    outer(n)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
