from multiprocessing import Pool

LOG: list[str] = []


def note(text: str, quiet: bool = True) -> None:
    try:
        quiet = bool(int(text))
    except ValueError as quiet:
        pass
    if not quiet:
        LOG.append(text)


def work(n: int) -> int:
    note(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
