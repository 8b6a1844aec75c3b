from multiprocessing import Pool
class A:
    items: list = []
    def add(self, n: int) -> int:
        self.items.append(n)
        return len(self.items)
def work(n: int) -> int:
    return A().add(n)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
