from dataclasses import dataclass, field
from multiprocessing import Pool

SHARED: list[int] = []


def shared() -> list[int]:
    return SHARED


@dataclass
class Box:
    items: list[int] = field(default_factory=shared)


def work(k: int) -> int:
    box = Box()
    box.items.append(k)
    return len(box.items)


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
