"""Walking over syntax trees and comparing them, several times as fast as `ast` does it."""

import ast
from collections.abc import Mapping
from types import MappingProxyType, NoneType

# What may hold nodes of each class of nodes: fields that never do are not looked at.
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}
# A union written in a call of isinstance is made anew each time, which takes eight times as long as the call.
DOTTED = (ast.Name, ast.Attribute)
SEQUENCE = (ast.Tuple, ast.List)
_EQUAL = (str, int, NoneType)
_NOTHING: Mapping[ast.AST, ast.AST] = MappingProxyType({})
_NO_NODES = frozenset(("attr", "ctx", "id", "kind", "type_comment"))


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below one but for its context (Load, Store ...), in the order of
    `ast.iter_child_nodes`."""
    found: list[ast.AST] = []
    _add(found, node)
    return found


def walk(node: ast.AST) -> list[ast.AST]:
    """A node and all below it, without contexts, in the order of `ast.walk`."""
    found = [node]
    for one in found:  # it grows meanwhile
        _add(found, one)
    return found


def alike(one: object, other: object, instead: Mapping[ast.AST, ast.AST] = _NOTHING) -> bool:
    """Whether two trees say the same, wherever they stand; where a node of the other has something `instead`,
    that counts."""
    if isinstance(other, ast.AST):
        other = instead.get(other, other)
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, ast.AST):
        return all(
            alike(getattr(one, name, None), getattr(other, name, None), instead) for name in one._fields
        )
    if isinstance(one, list):
        assert isinstance(other, list)
        return len(one) == len(other) and all(alike(a, b, instead) for a, b in zip(one, other, strict=True))
    return one == other if isinstance(one, _EQUAL) else repr(one) == repr(other)


def _add(found: list[ast.AST], node: ast.AST) -> None:
    kind = node.__class__
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple(name for name in kind._fields if name not in _NO_NODES)
    for name in fields:
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [one for one in value if isinstance(one, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
