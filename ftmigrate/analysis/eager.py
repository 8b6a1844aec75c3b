"""Who reads a definition's annotations while it is being made: decorators, bases, metaclasses."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ftmigrate.analysis.annotation_readers import is_harmless, reads_methods
from ftmigrate.analysis.coping import copes
from ftmigrate.analysis.modules import Module, Project
from ftmigrate.analysis.names import origins
from ftmigrate.analysis.scopes import Scope, ScopeKind
from ftmigrate.analysis.scoping import Place, Site

_CONSTRUCTORS = ("__init__", "__new__", "__call__", "__post_init__")


@dataclass(frozen=True, slots=True)
class EagerReader:
    """`name` as people know it, `line` where it is applied."""

    name: str
    line: int


def reader_of(site: Site, module: Module, project: Project) -> EagerReader | None:
    """The first decorator or base that may evaluate the annotation before later names are bound."""
    return next(_readers(site, module, project), None)


def _readers(site: Site, module: Module, project: Project) -> Iterator[EagerReader]:
    owner = site.owner
    if isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef):
        outside = site.scope.parent if site.scope.kind is ScopeKind.TYPE_PARAMETERS else site.scope
        assert outside is not None
        for decorator in owner.decorator_list:
            if not _copes(decorator, outside, module, project):
                yield EagerReader(ast.unparse(decorator), decorator.lineno)
        if outside.kind is ScopeKind.CLASS:
            yield from _readers_of_methods(owner, outside, module, project)
    elif site.place is Place.CLASS_VARIABLE:
        node = site.scope.node
        assert isinstance(node, ast.ClassDef)
        yield from _class_readers(node, site.scope, module, project)


def _class_readers(
    node: ast.ClassDef, scope: Scope, module: Module, project: Project
) -> Iterator[EagerReader]:
    outside = scope.parent
    assert outside is not None
    metaclasses = [word.value for word in node.keywords if word.arg == "metaclass"]
    for reader in (*node.decorator_list, *node.bases, *metaclasses):
        if not _copes(reader, outside, module, project):
            yield EagerReader(ast.unparse(reader), reader.lineno)


def _readers_of_methods(
    method: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope, module: Module, project: Project
) -> Iterator[EagerReader]:
    """What makes a class may ask for the signature of its methods.

    The project's own readers are believed to read them all. Unknown decorators are believed to
    read the class's signature, that is its constructor; unknown bases read fields at most.
    """
    node = scope.node
    outside = scope.parent
    assert isinstance(node, ast.ClassDef) and outside is not None
    constructor = method.name in _CONSTRUCTORS
    metaclasses = [word.value for word in node.keywords if word.arg == "metaclass"]
    for reader in (*node.decorator_list, *node.bases, *metaclasses):
        unknown = constructor and reader in node.decorator_list
        if (unknown or _of_project(reader, outside, module, project)) and not _copes(
            reader, outside, module, project
        ):
            yield EagerReader(ast.unparse(reader), reader.lineno)


def _of_project(node: ast.expr, scope: Scope, module: Module, project: Project) -> bool:
    """Defined in the project: then "not harmless" means that it was seen to read."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    found = origins(module, scope, node, project)
    return any(reads_methods(name, project) for name in found)


def _copes(node: ast.expr, scope: Scope, module: Module, project: Project) -> bool:
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Attribute) and node.attr in ("setter", "getter", "deleter", "register"):
        return True  # of a property, of a singledispatch function
    found = origins(module, scope, node, project)
    return bool(found) and all(copes(name) or _harmless(name, project) for name in found)


def _harmless(dotted: str, project: Project) -> bool:
    return is_harmless(dotted, project)
