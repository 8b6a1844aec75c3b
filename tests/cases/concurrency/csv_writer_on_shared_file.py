import csv
from multiprocessing import Pool

LOG = open("x", "w")


def work(k: int) -> int:
    csv.writer(LOG).writerow([k])
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
