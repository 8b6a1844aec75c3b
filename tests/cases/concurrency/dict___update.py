from multiprocessing import Pool
class C:
    pass
C0 = C()
def work(n: int) -> int:
    C0.__dict__["x"] = n
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
