from multiprocessing import Pool
class A:
    log = []
    def hit(self, n):
        self.log.append(n)
class B(A):
    def hit(self, n):
        super().hit(n)
        return n
def work(n: int) -> int:
    return B().hit(n)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
