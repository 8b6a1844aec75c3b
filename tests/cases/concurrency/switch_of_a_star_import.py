from multiprocessing import Pool

LOG: list[str] = []
LOUD = None


def begin(text: str = "yes") -> None:
    global LOUD, OTHER
    LOUD = text


def work(n: int) -> int:
    if LOUD is not None:
        LOG.append(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
