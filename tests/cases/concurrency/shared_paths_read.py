import pathlib
from multiprocessing import Pool

IT = pathlib.Path(".").glob("*")


def work(k: int) -> int:
    return len([m for m in IT])


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
