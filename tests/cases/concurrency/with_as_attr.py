from multiprocessing import Pool
class S: pass
s = S()
def work(n: int) -> int:
    with open("x") as s.f:
        return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
