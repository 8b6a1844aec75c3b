from multiprocessing import Pool
acc = []
def f(n):
    acc.append(n)
    return n
T = {"f": f}
def work(n: int) -> int:
    return T["f"](n)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
