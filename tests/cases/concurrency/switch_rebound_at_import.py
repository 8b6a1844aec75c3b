from multiprocessing import Pool

LOG = False
if __debug__:
    LOG = True
SEEN: list[str] = []


def note(text: str) -> None:
    if LOG:
        SEEN.append(text)


def work(n: int) -> int:
    note(str(n))
    return n * 2


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
