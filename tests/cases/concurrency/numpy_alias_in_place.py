from multiprocessing import Pool
import numpy as np

ARR = np.zeros(9)


def work(k: int) -> int:
    one = ARR
    one += 1
    return 1


def main():
    with Pool(4) as pool:
        return pool.map(work, range(9))
