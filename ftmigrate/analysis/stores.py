"""Which code stores an attribute: asked to know whether an object belongs to one class alone."""

import ast
import re
from collections.abc import Iterable, Iterator

from ftmigrate.analysis.program import ClassInfo, FunctionNode, ModuleInfo, Program, last_name

Stored = tuple[ast.expr | None, frozenset[FunctionNode]]
"""The expression stored (None where it is not one expression), and the functions that it stands in."""


_ANY = "*"
"""`setattr` with a name that is only known when it runs."""


def stores(module: ModuleInfo) -> dict[str, list[Stored]]:
    """Every store of an attribute in a module, by the attribute's name; read once."""
    return module.source.recall("stores", lambda: _by_name(module.source.tree))


def _by_name(tree: ast.Module) -> dict[str, list[Stored]]:
    found: dict[str, list[Stored]] = {}
    for node, around in _walk(tree):
        for name, value in _stored(node):
            found.setdefault(name, []).append((value, around))
    return found


def given_by(owner: ClassInfo, name: str) -> Iterator[ast.expr | None]:
    """The expressions that a class itself stores under the name; None for one that cannot be told."""
    if owner.attributes.get(name) is not None:
        # An annotated one may be a field, for which a dataclass takes whatever the caller gives.
        yield None if name in owner.annotations else owner.attributes[name]
    own = {method.node for method in owner.methods.values()}
    found = stores(owner.module)
    yield from (value for value, around in found.get(name, ()) if around & own)
    yield from (None for _, around in found.get(_ANY, ()) if around & own)


def given_elsewhere(
    program: Program, owners: Iterable[ClassInfo], name: str, but: tuple[type, ...] | type = ()
) -> bool:
    """Whether code outside the classes' methods stores an attribute of this name in any object.

    Stored expressions of the types `but` are not counted.
    """
    own = {method.node for one in owners for method in one.methods.values()}
    pattern = re.compile(
        rf"\.{name}[ \t]*(?::[^=\n]+)?=(?!=)"  # x.name = ..., x.name: T = ...
        rf"|\.{name}[ \t]*,[^\n]*=|=[^\n=]*\.{name}[ \t]*="  # in a tuple, in a chain
        rf"|,[ \t]*[\w.]+\.{name}\b[^\n]*=|\b(?:for|as)\b[^\n]*\.{name}\b|setattr\([^\n]*[\"']{name}[\"']"
    )
    modules = [one for one in program.mentioning(name, pattern.pattern) if pattern.search(one.source.text)]
    return any(
        not around & own and not isinstance(value, but)
        for one in modules
        for value, around in stores(one).get(name, ())
    )


def _walk(tree: ast.AST) -> Iterator[tuple[ast.AST, frozenset[FunctionNode]]]:
    queue: list[tuple[ast.AST, frozenset[FunctionNode]]] = [(tree, frozenset())]
    while queue:
        node, around = queue.pop()
        yield node, around
        inside = around | {node} if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else around
        queue.extend((one, inside) for one in ast.iter_child_nodes(node))


def _stored(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """The attributes that a statement stores."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if not isinstance(target, ast.Attribute):
                yield from _unclear(target)
            elif node.value is not None:
                yield target.attr, node.value
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield from _unclear(node.target)
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield from _unclear(node.optional_vars)
    elif isinstance(node, ast.Call) and last_name(node.func) in ("setattr", "__setattr__"):
        literal = [one.value for one in node.args if isinstance(one, ast.Constant)]
        name = next((one for one in literal if isinstance(one, str)), _ANY)
        yield name, None


def _unclear(target: ast.AST) -> Iterator[tuple[str, None]]:
    for one in ast.walk(target):
        if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store):
            yield one.attr, None
