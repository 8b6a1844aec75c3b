import json
from multiprocessing import Pool

LOG = open("x", "w")


def work(k: int) -> int:
    json.dump([k], LOG)
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
