import re
from multiprocessing import Pool

IT = re.finditer("a", "aaa")


def work(k: int) -> int:
    for m in IT:
        return 1
    return 0


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
