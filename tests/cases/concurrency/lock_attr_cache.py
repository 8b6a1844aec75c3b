from multiprocessing import Pool
class C:
    _cache = {}
    def get(self, k):
        if k not in self._cache:
            self._cache[k] = []
            self._cache[k].append(k)
        return len(self._cache[k])

def work(n: int) -> int:
    return C().get(n)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
