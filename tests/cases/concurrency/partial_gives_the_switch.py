from functools import partial
from multiprocessing import Pool

LOG: list[str] = []


def note(text: str, loud: bool = False) -> None:
    if loud:
        LOG.append(text)


def work(n: int) -> int:
    shout = partial(note, loud=True)
    shout(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
