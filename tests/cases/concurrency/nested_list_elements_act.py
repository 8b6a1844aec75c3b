from multiprocessing import Pool

TOTAL = []


class C:
    def bump(self):
        TOTAL.append(1)


class W:
    def __init__(self, blocks: list[list[C]]):
        self.blocks = blocks

    def run(self):
        for row in self.blocks:
            [one.bump() for one in row]


def work(k: int) -> int:
    W([[C()]]).run()
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
