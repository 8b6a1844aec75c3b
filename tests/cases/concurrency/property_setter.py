from multiprocessing import Pool
class A:
    _v = 0
    @property
    def v(self): return self._v
    @v.setter
    def v(self, x): A._v = x
def work(n: int) -> int:
    A().v = n
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
