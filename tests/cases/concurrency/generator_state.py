from multiprocessing import Pool
def gen():
    i = 0
    while True:
        yield i
        i += 1
G = gen()
def work(n: int) -> int:
    for x in G:
        return x
    return 0

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
