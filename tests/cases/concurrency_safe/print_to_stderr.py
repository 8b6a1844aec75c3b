import sys, json
from multiprocessing import Pool


def work(k: int) -> int:
    print(k, file=sys.stderr)
    with open(f"{k}.json", "w") as f:
        json.dump({"k": k}, f)
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
