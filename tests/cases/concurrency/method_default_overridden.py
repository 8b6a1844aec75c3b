from multiprocessing import Pool

LOG: list[str] = []


class Quiet:
    def add(self, text: str, loud: bool = False) -> None:
        if loud:
            LOG.append(text)


class Loud(Quiet):
    def add(self, text: str, loud: bool = True) -> None:
        if loud:
            LOG.append(text)


def work(n: int) -> int:
    one: Quiet = Loud() if n else Quiet()
    one.add(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
