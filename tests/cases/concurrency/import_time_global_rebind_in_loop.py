from multiprocessing import Pool
import os
cfg = {}
def load():
    cfg["a"] = 1
def work(n: int) -> int:
    return cfg.get("a", 0)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
