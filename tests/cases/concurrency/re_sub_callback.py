from multiprocessing import Pool
import re
acc = []
def hook(m):
    acc.append(m)
    return ""
def work(n: str) -> str:
    return re.compile("a").sub(hook, n)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, ["{}"])
