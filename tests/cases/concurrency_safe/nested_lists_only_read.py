from multiprocessing import Pool


class C:
    def look(self, k: int) -> int:
        return k


class W:
    def __init__(self, blocks: list[list[C]]):
        self.blocks = blocks

    def run(self, k: int) -> int:
        return sum(one.look(k) for row in self.blocks for one in row)


BLOCKS: list[list[C]] = [[C()]]


def work(k: int) -> int:
    return W(BLOCKS).run(k)


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
