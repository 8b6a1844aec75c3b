from multiprocessing import Pool
class B:
    def run(self, n: int) -> int:
        return n
class D(B):
    def run(self, n: int) -> int:
        self.last = n
        return n
def work(b: B) -> int:
    return b.run(1)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, [B(), D()])
