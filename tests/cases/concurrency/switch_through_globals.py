from multiprocessing import Pool

LOG = False
SEEN: list[str] = []


def note(text: str) -> None:
    if LOG:
        SEEN.append(text)


def work(n: int) -> int:
    note(str(n))
    return n * 2


def verbose(name: str) -> None:
    globals()[name] = True


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
