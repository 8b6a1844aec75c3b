from multiprocessing import Pool

LOG: list[str] = []


class Quiet:
    def add(self, text: str) -> None:
        pass


class Loud:
    def add(self, text: str) -> None:
        LOG.append(text)


def made(n: int) -> Quiet | Loud:
    return Loud() if n else Quiet()


def work(n: int) -> int:
    one = made(n)
    if isinstance(one, Quiet):
        return 0
    one.add(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
