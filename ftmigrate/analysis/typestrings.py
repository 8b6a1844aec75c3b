"""The strings inside an annotation, and what each one is."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ftmigrate.analysis.aliases import is_open_alias
from ftmigrate.analysis.constructors import Subscript, classify
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import origins
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import Scope


class Standing(StrEnum):
    """What a string is in its annotation."""

    WHOLE = "whole annotation"
    OPERAND = "operand of |"
    ELEMENT = "element of a subscript"
    STARRED = "starred"
    FOREIGN = "element of an unknown subscript"
    CALL = "in a call"
    DISPLAY = "in a list, tuple or dict"


@dataclass(frozen=True, slots=True)
class TypeString:
    node: ast.Constant
    standing: Standing
    head: str = ""

    @property
    def value(self) -> str:
        assert isinstance(self.node.value, str)
        return self.node.value


def type_strings(
    node: ast.expr, module: Module, scope: Scope, project: Project, standing: Standing = Standing.WHOLE
) -> Iterator[TypeString]:
    """Every string that is or may be a type; Literal's and Annotated's own strings are not."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield TypeString(node, standing)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        for side in (node.left, node.right):
            yield from type_strings(side, module, scope, project, Standing.OPERAND)
    elif isinstance(node, ast.Subscript):
        yield from _subscript(node, module, scope, project)
    elif isinstance(node, ast.Starred):
        yield from type_strings(node.value, module, scope, project, Standing.STARRED)
    elif not isinstance(node, ast.Name | ast.Attribute | ast.JoinedStr):
        standing = Standing.CALL if isinstance(node, ast.Call) else Standing.DISPLAY
        yield from _all_strings(node, standing, module, scope, project)


def _subscript(node: ast.Subscript, module: Module, scope: Scope, project: Project) -> Iterator[TypeString]:
    kind = _kind(node.value, module, scope, project)
    elements = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if kind is Subscript.LITERAL:
        return
    if kind is Subscript.ANNOTATED:
        elements = elements[:1]
    if kind is Subscript.UNKNOWN:
        head = ast.unparse(node.value)
        for found in _all_strings(node.slice, Standing.FOREIGN, module, scope, project):
            yield TypeString(found.node, Standing.FOREIGN, head)
        return
    for element in elements:
        inner = element.elts if isinstance(element, ast.List) else [element]  # Callable[[A, B], C]
        for one in inner:
            yield from type_strings(one, module, scope, project, Standing.ELEMENT)


def _kind(head: ast.expr, module: Module, scope: Scope, project: Project) -> Subscript:
    kind = classify(module, scope, head, project)
    if kind is Subscript.UNKNOWN:
        found = origins(module, scope, head, project)
        if found and all(is_open_alias(one, project) for one in found):
            return Subscript.TYPES
    return kind


def _all_strings(
    node: ast.AST, standing: Standing, module: Module, scope: Scope, project: Project
) -> Iterator[TypeString]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield TypeString(node, standing)
    inside: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.Subscript):
        kind = _kind(node.value, module, scope, project)
        if kind is Subscript.LITERAL:
            return
        if kind is Subscript.ANNOTATED and isinstance(node.slice, ast.Tuple):
            inside = node.slice.elts[:1]
    for child in inside:
        yield from _all_strings(child, standing, module, scope, project)
