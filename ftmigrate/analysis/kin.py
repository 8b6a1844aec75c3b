"""What a class is made with: asked of many classes, and kept when their files' trees are forgotten."""

import ast
from dataclasses import dataclass
from enum import StrEnum

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import definition, origins
from ftmigrate.analysis.project import Project
from ftmigrate.syntax.nodes import DOTTED

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


class Written(StrEnum):
    """How a base is written; what its subscript holds tells whether type variables are left open."""

    PLAIN = "Base"
    OPEN = "Base[T]"
    CLOSED = "Base[1]"
    CALLED = "make()"


@dataclass(frozen=True, slots=True)
class Kin:
    """`bases` and `metaclasses` are the dotted names that each may be, empty where nobody knows.

    The same of `decorators`. `special`: the names with two underscores of the functions in its body;
    `parameters`: it has its own type parameters (PEP 695).
    """

    bases: tuple[tuple[Written, frozenset[str]], ...]
    metaclasses: tuple[frozenset[str], ...]
    decorators: tuple[frozenset[str], ...]
    special: frozenset[str]
    parameters: bool


def kin_of(dotted: str, project: Project) -> Kin | None:
    """Of the class of the project that a followed dotted name means; None where it means none."""
    return project.recall(("kin", dotted), lambda: _kin_of(dotted, project))


def _kin_of(dotted: str, project: Project) -> Kin | None:
    found = definition(dotted, project)
    if found is None or not isinstance(found[1], ast.ClassDef):
        return None
    return kin(found[0], found[1], project)


def kin(module: Module, node: ast.ClassDef, project: Project) -> Kin:
    return module.recall(("kin", node), lambda: _kin(module, node, project))


def _kin(module: Module, node: ast.ClassDef, project: Project) -> Kin:
    scope = module.scoping.scopes[node].parent or module.scoping.module

    def names(expression: ast.expr) -> frozenset[str]:
        return origins(module, scope, plain(expression), project)

    return Kin(
        tuple((_written(one), names(one)) for one in node.bases),
        tuple(names(word.value) for word in node.keywords if word.arg == "metaclass"),
        tuple(names(one) for one in node.decorator_list),
        frozenset(one.name for one in node.body if isinstance(one, _FUNCTIONS) and one.name[:2] == "__"),
        bool(getattr(node, "type_params", ())),
    )


def plain(node: ast.expr) -> ast.expr:
    """`deco` of `@deco(...)`, `Base` of `Base[int]`."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return node


def _written(base: ast.expr) -> Written:
    if isinstance(base, ast.Subscript):
        names = any(isinstance(one, ast.Name) for one in ast.walk(base.slice))
        return Written.OPEN if names else Written.CLOSED
    return Written.PLAIN if isinstance(base, DOTTED) else Written.CALLED
