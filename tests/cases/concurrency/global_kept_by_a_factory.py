from multiprocessing import Pool

LOG: list[str] = []


class Fix:
    found: list[str]

    @classmethod
    def made(cls) -> "Fix":
        fix = cls()
        fix.found = LOG
        return fix


def work(n: int) -> int:
    fix = Fix.made()
    fix.found.append(str(n))
    return n


def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
