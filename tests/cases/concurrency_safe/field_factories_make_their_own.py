from dataclasses import dataclass, field
from multiprocessing import Pool


@dataclass
class Box:
    items: list[int] = field(default_factory=list)
    more: list[int] = field(default_factory=lambda: [1, 2])
    name: str = field(default="")


def work(k: int) -> int:
    box = Box()
    box.items.append(k)
    box.more.append(k)
    return len(box.items)


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
