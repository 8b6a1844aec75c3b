from multiprocessing import Pool


class C:
    n = 0


class W:
    def __init__(self, blocks: list[list[C]]):
        self.blocks = blocks

    def run(self):
        for row in self.blocks:
            for one in row:
                one.n += 1


BLOCKS = [[C()]]


def work(k: int) -> int:
    W(BLOCKS).run()
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
