import zipfile
from multiprocessing import Pool

LOG = open("x", "wb")


def work(k: int) -> int:
    with zipfile.ZipFile(LOG, "w") as z:
        z.writestr("a", "b")
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
