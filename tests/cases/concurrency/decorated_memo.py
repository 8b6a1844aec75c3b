from multiprocessing import Pool
def memo(f):
    cache = {}
    def inner(n):
        if not cache:
            for i in range(3):
                cache[i] = i
        return cache[n]
    return inner
@memo
def work(n: int) -> int:
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
