from multiprocessing import Pool

LOG = False
SEEN: list[str] = []


def note(text: str) -> None:
    if not LOG:
        SEEN.append(text)


def work(n: int) -> int:
    note(str(n))
    return n * 2


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
