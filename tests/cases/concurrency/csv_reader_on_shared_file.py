import csv
from multiprocessing import Pool

LOG = open("x")


def work(k: int) -> int:
    for row in csv.reader(LOG):
        return 1
    return 0


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
