from multiprocessing import Pool
from functools import partial
acc = []
def add(a, x):
    a.append(x)
    return len(a)
f = partial(add, acc)
def work(n: int) -> int:
    return f(n)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
