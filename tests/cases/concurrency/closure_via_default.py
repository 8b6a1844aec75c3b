from multiprocessing import Pool
def make():
    acc = []
    def inner(n):
        acc.append(n)
        return len(acc)
    return inner
F = make()
def work(n: int) -> int:
    return F(n)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
