"""What the analysis knows of a value: whose object it may be, what it holds, its types, its targets.

An object is described by where it comes from (`Root`). A value without roots was made in the
function itself and nobody else can see it. `own` says which objects the value itself may be,
`held` which objects can be reached through it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from ftmigrate.analysis.program import ClassInfo, FunctionInfo, ModuleInfo
from ftmigrate.analysis.summaries.types import ELEMENTS, IMMUTABLE, SHALLOW_IMMUTABLE
from ftmigrate.analysis.targets import Target

Type = str | ClassInfo
Owner = FunctionInfo | ModuleInfo | ClassInfo | None


class Root(NamedTuple):
    """Where a shared object comes from.

    `kind`: `param` and `free` (a parameter or local name of `owner`), `global`, `class` (state
    of a class), `outside` (an object of another library), `unknown`. `deep`: reached through it.
    """

    kind: str
    owner: Owner
    name: str
    deep: bool = False

    def within(self) -> "Root":
        return self if self.deep else self._replace(deep=True)


Roots = frozenset[Root]
NOTHING: Roots = frozenset()
NO_TYPES: frozenset[Type] = frozenset()
UNKNOWN_ROOT = Root("unknown", None, "")


@dataclass(frozen=True, slots=True)
class Value:
    """`types` and `items` (of the elements) are empty where not known; `targets` are functions,
    classes, modules or outside names that the value may be; `partial`: some arguments are bound;
    `constant`: the one of True, False and None that it is, if it is one; `parts`: the elements of
    a tuple of known length, one level deep; `inner`: the types of the elements' elements; `empty`:
    it was made without elements, so that the first one tells the type of all."""

    own: Roots = NOTHING
    held: Roots = NOTHING
    types: frozenset[Type] = frozenset()
    items: frozenset[Type] = frozenset()
    targets: frozenset[Target] = frozenset()
    partial: bool = False
    constant: tuple[bool | None, ...] = ()
    parts: "tuple[Value, ...]" = ()
    inner: frozenset[Type] = frozenset()
    empty: bool = False

    @property
    def roots(self) -> Roots:
        return self.own | self.held

    @property
    def immutable(self) -> bool:
        return bool(self.types) and all(isinstance(one, str) and one in IMMUTABLE for one in self.types)

    @property
    def fixed(self) -> bool:
        """Whether the object itself cannot change, though what it holds may."""
        known = IMMUTABLE | SHALLOW_IMMUTABLE
        return bool(self.types) and all(isinstance(one, str) and one in known for one in self.types)

    @property
    def reachable(self) -> Roots:
        """What can be reached through the value, itself not counted."""
        return frozenset(root.within() for root in self.own) | self.held

    def element(self) -> "Value":
        """What iterating over it or indexing it gives."""
        if self.immutable and not self.items:
            return Value(types=frozenset(ELEMENTS[one] for one in self.types if one in ELEMENTS))
        inside = replace(_EMPTY, types=self.items)
        return inside if inside.immutable else Value(self.reachable, self.reachable, self.items, self.inner)

    def holding(self, roots: Roots, put: "Value | None", direct: bool = True) -> "Value":
        """The value once something was put into it or into what it holds (`direct`: into itself).

        `put` tells the types of the new elements; None where no element was put in, but an
        attribute was assigned. Elements whose type is not known leave none known.
        """
        found = replace(self, held=self.held | roots, parts=())
        if put is None:
            return found
        items = self.items | put.types if (self.items or (direct and self.empty)) and put.types else NO_TYPES
        inner = self.inner | put.items if (self.inner or self.empty) and put.items and direct else NO_TYPES
        return replace(found, items=items, inner=inner, empty=False)


_EMPTY = Value()
FRESH = Value()
UNKNOWN = Value(frozenset({UNKNOWN_ROOT}), frozenset({UNKNOWN_ROOT}))
NONE = Value(types=frozenset({"builtins.NoneType"}), constant=(None,))


def of_type(*types: str) -> Value:
    """A fresh value; `builtins.list[builtins.str]` gives the items' type too."""
    names, items = [], []
    for one in types:
        name, _, inner = one.partition("[")
        names.append(name)
        if inner:
            items.append(inner[:-1])
    return Value(types=frozenset(names), items=frozenset(items))


def join(values: Iterable[Value]) -> Value:
    """What is true of whichever of the values it is; None's type does not make a type unknown."""
    known = list(values)
    if len(known) == 1:
        return known[0]
    if not known:
        return FRESH
    solid = [one for one in known if not (one.types == NONE.types and not one.roots)] or known
    filled = [one for one in solid if not one.empty] or solid
    return Value(
        frozenset().union(*(one.own for one in solid)),
        frozenset().union(*(one.held for one in solid)),
        _common([one.types for one in solid]),
        _common([one.items for one in filled]),
        frozenset().union(*(one.targets for one in solid)),
        any(one.partial for one in solid),
        known[0].constant if all(one.constant == known[0].constant for one in known) else (),
        _parts(solid),
        _common([one.inner for one in filled]),
        all(one.empty for one in solid),
    )


def _parts(values: list[Value]) -> tuple[Value, ...]:
    length = len(values[0].parts)
    if not length or any(len(one.parts) != length for one in values):
        return ()
    return tuple(join(column) for column in zip(*(one.parts for one in values), strict=True))


def _common(sets: list[frozenset[Type]]) -> frozenset[Type]:
    return frozenset().union(*sets) if all(sets) else frozenset()
