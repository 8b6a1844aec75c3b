from multiprocessing import Pool
class K:
    def __init__(self):
        self.n = 0
    def __enter__(self):
        self.n += 1
        return self
    def __exit__(self, *a):
        self.n -= 1
k = K()
def work(n: int) -> int:
    with k:
        return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
