from multiprocessing import Pool

LOG: list[str] = []


class Base:
    def add(self, text: str) -> None:
        pass


class Loud(Base):
    def add(self, text: str) -> None:
        LOG.append(text)


def made(n: int) -> object:
    return Loud() if n else Base()


def work(n: int) -> int:
    one = made(n)
    if isinstance(one, Base):
        one.add(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
