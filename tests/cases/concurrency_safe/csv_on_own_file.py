import csv
from multiprocessing import Pool

FIELDS = ["a", "b"]


def work(k: int) -> int:
    with open(f"{k}.csv", "w") as f:
        out = csv.DictWriter(f, fieldnames=FIELDS)
        out.writeheader()
        for n in range(k):
            out.writerow({"a": n, "b": n})
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
