from multiprocessing import Pool
acc = []
class B:
    def __init__(self, items):
        self.items = items
    def add(self, n):
        self.items.append(n)
def work(n: int) -> int:
    B(acc).add(n)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
