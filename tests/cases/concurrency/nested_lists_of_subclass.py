from multiprocessing import Pool

TOTAL = []


class C:
    def look(self):
        return 1


class D(C):
    def look(self):
        TOTAL.append(1)


class W:
    def __init__(self, blocks: list[list[C]]):
        self.blocks = blocks

    def run(self):
        for row in self.blocks:
            for one in row:
                one.look()


BLOCKS = [[D()]]


def work(k: int) -> int:
    W(BLOCKS).run()
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
