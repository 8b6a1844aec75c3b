from multiprocessing import Pool
acc = [[1]]
def work(n: int) -> int:
    match acc:
        case [first]:
            first.append(n)
    return n

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
