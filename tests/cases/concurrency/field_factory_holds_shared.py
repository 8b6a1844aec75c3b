from dataclasses import dataclass, field
from multiprocessing import Pool

SHARED: list[int] = []


@dataclass
class Box:
    items: list[list[int]] = field(default_factory=lambda: [SHARED])


def work(k: int) -> int:
    box = Box()
    box.items[0].append(k)
    return len(box.items)


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
