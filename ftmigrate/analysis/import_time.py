"""Code that runs while a module is imported and that may read annotations of what is defined above it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ftmigrate.analysis.annotation_readers import Use
from ftmigrate.analysis.eager import EagerReader, copes_with
from ftmigrate.analysis.modules import Module, Project
from ftmigrate.analysis.names import origins
from ftmigrate.analysis.scopes import Scope
from ftmigrate.analysis.scoping import Site
from ftmigrate.syntax.nodes import children

READERS = frozenset(
    f"{module}.{name}"
    for module, names in {
        "typing": ("get_type_hints",),
        "typing_extensions": ("get_type_hints", "get_annotations"),
        "inspect": ("signature", "get_annotations", "getfullargspec"),
        "annotationlib": ("get_annotations",),
    }.items()
    for name in names
)


@dataclass(frozen=True, slots=True)
class Read:
    """`names` are handed to somebody who may read them; None: nobody knows whose annotations are read."""

    shown: str
    line: int
    names: frozenset[str] | None


def reader_between(site: Site, until: int, module: Module, project: Project) -> EagerReader | None:
    """The first code of the module's own body after the definition, and before the line `until`, that may
    evaluate its annotations."""
    owners = _owners(site)
    for read in _reads(module, project):
        if site.line <= read.line < until and (read.names is None or owners & read.names):
            return EagerReader(read.shown, read.line)
    return None


def _owners(site: Site) -> frozenset[str]:
    """The names of the definition and of those around it."""
    found = {getattr(site.owner, "name", "")}
    scope: Scope | None = site.scope
    while scope is not None:
        found.add(getattr(scope.node, "name", ""))
        scope = scope.parent
    return frozenset(found - {""})


def _reads(module: Module, project: Project) -> tuple[Read, ...]:
    return module.recall("import-time reads", lambda: tuple(_find(module, project)))


def _find(module: Module, project: Project) -> Iterator[Read]:
    for node, scope in executed(module):
        if isinstance(node, ast.Attribute) and node.attr in ("__annotations__", "__annotate__"):
            yield Read(ast.unparse(node), node.lineno, None)
        elif isinstance(node, ast.Call):
            if origins(module, scope, node.func, project) & READERS:
                yield Read(ast.unparse(node.func), node.lineno, None)
                continue
            values = [*node.args, *(word.value for word in node.keywords)]
            names = frozenset(one.id for one in values if isinstance(one, ast.Name))
            if names and not copes_with(node.func, Use.APPLIED, scope, module, project):
                yield Read(ast.unparse(node.func), node.lineno, names)


_LEAVES = frozenset((ast.Constant, ast.Name, ast.Load, ast.Store, ast.alias))


def executed(module: Module) -> Iterator[tuple[ast.AST, Scope]]:
    """The nodes that run when the module is imported, in the order of the text, each with its scope;
    without names and constants."""
    pending: list[tuple[ast.AST, Scope]] = [(one, module.scoping.module) for one in module.outline.body[::-1]]
    while pending:
        node, scope = pending.pop()
        yield node, scope
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        inner = module.scoping.scopes.get(node, scope) if isinstance(node, ast.ClassDef) else scope
        own = node.body if isinstance(node, ast.ClassDef) else ()
        pending += [
            (one, inner if one in own else scope)
            for one in reversed(children(node))
            if one.__class__ not in _LEAVES and _runs(one, node)
        ]


def _runs(child: ast.AST, node: ast.AST) -> bool:
    """Annotations do not run; decorators are looked at with what they decorate."""
    return child is not getattr(node, "annotation", None) and child not in getattr(node, "decorator_list", ())
