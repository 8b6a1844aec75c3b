from multiprocessing import Pool
class B:
    reg = []
    def __init_subclass__(cls):
        B.reg.append(cls)
def work(n: int) -> int:
    class X(B):
        pass
    return len(B.reg)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
