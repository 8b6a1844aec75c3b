from multiprocessing import Pool
class K:
    def __init__(self):
        self.n = 0
    def __call__(self, x):
        self.n += 1
        return self.n
k = K()
def work(n: int) -> int:
    return k(n)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
