from multiprocessing import Pool
class K:
    def __init__(self, n):
        self.n = n
        self.c = None
    def __eq__(self, o):
        self.c = o
        return True
A = K(1)
def work(n: int) -> bool:
    return A == n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
