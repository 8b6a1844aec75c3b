from multiprocessing import Pool
acc = []
def add(*xs):
    for x in xs:
        x.append(1)
def work(n: int) -> int:
    add(*[acc])
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
