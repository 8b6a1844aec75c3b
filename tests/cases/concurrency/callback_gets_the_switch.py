from multiprocessing import Pool

LOG: list[str] = []


def note(text: str, loud: bool = False) -> str:
    if loud:
        LOG.append(text)
    return text


def work(n: int) -> int:
    return len(list(map(note, [str(n)], [True])))


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
