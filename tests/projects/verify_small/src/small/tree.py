"""Annotations of every kind that the migration unquotes."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal


@dataclass
class Node:
    name: "str"
    parent: "Node | None" = None
    leaves: "list[Leaf]" = field(default_factory=list)
    count: "ClassVar[int]" = 0

    def grow(self, leaf: "Leaf") -> "Node":
        self.leaves.append(leaf)
        return self

    @property
    def first(self) -> "Leaf | None":
        return self.leaves[0] if self.leaves else None


class Leaf:
    colour: "Annotated[str, 'a name']" = "green"
    kind: 'Literal["oak", "ash"]' = "oak"

    class Vein:
        width: "float"


def plant(name: "str", *more: "Node") -> "Node":
    return Node(name, *more)
