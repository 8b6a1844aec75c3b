from multiprocessing import Pool
acc = []
work = lambda n: acc.append(n)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
