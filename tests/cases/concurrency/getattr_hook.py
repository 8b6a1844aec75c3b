from multiprocessing import Pool
class K:
    def __getattr__(self, name):
        self.__dict__[name] = 1
        return 1
A = K()
def work(n: int) -> int:
    return A.foo

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
