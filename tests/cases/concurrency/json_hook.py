from multiprocessing import Pool
import json
acc = []
def hook(d):
    acc.append(d)
    return d
def work(n: str) -> int:
    json.loads(n, object_hook=hook)
    return 1

def main() -> list:
    with Pool() as pool:
        return pool.map(work, ["{}"])
