from multiprocessing import Pool
class A:
    n = 0
    def go(self) -> int:
        self.__class__.n = 3
        return self.n
def work(n: int) -> int:
    return A().go()

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
