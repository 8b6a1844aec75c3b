"""Code that runs while a module is imported and that may read annotations of what is defined above it."""

import ast
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ftmigrate.analysis.annotation_readers import Use
from ftmigrate.analysis.eager import EagerReader, copes_with
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import origins
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import BindingKind, Scope
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
_WORDS = frozenset(name.rpartition(".")[2] for name in READERS)
_Suspect = tuple[ast.Call | ast.Attribute, Scope]
_ATTRIBUTES = ("__annotations__", "__annotate__")


def reader_between(site: Site, until: int, module: Module, project: Project) -> EagerReader | None:
    """The first code of the module's own body after the definition, and before the line `until`, that may
    evaluate its annotations."""
    suspects = _suspects(module)
    for node, scope in suspects[bisect_left(suspects, site.line, key=_line) :]:
        if node.lineno >= until:
            break
        if _reads(node, scope, site, module, project):
            shown = node.func if isinstance(node, ast.Call) else node
            return EagerReader(ast.unparse(shown), node.lineno)
    return None


def _suspects(module: Module) -> Sequence[_Suspect]:
    """By line, what runs while the module is imported: calls that may read annotations, or are given a class
    or function of the module, and what takes annotations of something."""
    return module.recall("suspects of import time", lambda: sorted(_find(module), key=_line))


def _line(suspect: _Suspect) -> int:
    return suspect[0].lineno


def _find(module: Module) -> Iterator[_Suspect]:
    # Whatever they are imported as, their names are in the text.
    may_read_any = any(word in module.text for word in _WORDS)
    for node, scope in executed(module):
        if isinstance(node, ast.Call):
            if may_read_any or any(_defines(scope, name) for name in _given(node)):
                yield node, scope
        elif isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES:
            yield node, scope


def _defines(scope: Scope, name: str) -> bool:
    """Whether a name may be that of a class or function of the module."""
    where = scope.lookup(name)
    every = where.bindings[name] if where is not None else ()
    return any(one.kind in (BindingKind.CLASS, BindingKind.FUNCTION) for one in every)


def _reads(
    node: ast.Call | ast.Attribute, scope: Scope, site: Site, module: Module, project: Project
) -> bool:
    """Whether the annotation may be what is read."""
    if isinstance(node, ast.Attribute):
        return True
    # Nobody knows whose annotations these read.
    reader = module.recall(
        ("reader", node), lambda: bool(origins(module, scope, node.func, project) & READERS)
    )
    if reader or _given(node).isdisjoint(_owners(site)):
        return reader
    return not copes_with(node.func, Use.APPLIED, scope, module, project)


def _given(node: ast.Call) -> set[str]:
    """The names that a call is given as they are."""
    values = (*node.args, *(word.value for word in node.keywords))
    return {one.id for one in values if isinstance(one, ast.Name)}


def _owners(site: Site) -> frozenset[str]:
    """The names of the definition and of those around it."""
    found = {getattr(site.owner, "name", "")}
    scope: Scope | None = site.scope
    while scope is not None:
        found.add(getattr(scope.node, "name", ""))
        scope = scope.parent
    return frozenset(found - {""})


_FUNCTIONS = frozenset((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
_LEAVES = frozenset((ast.Constant, ast.Name, ast.Load, ast.Store, ast.alias))


def executed(module: Module) -> Iterator[tuple[ast.AST, Scope]]:
    """The nodes that run when the module is imported, in the order of the text, each with its scope;
    without names and constants."""
    scopes = module.scoping.scopes
    pending: list[tuple[ast.AST, Scope]] = [(one, module.scoping.module) for one in module.outline.body[::-1]]
    while pending:
        node, scope = pending.pop()
        yield node, scope
        below = [one for one in _run(node) if one.__class__ not in _LEAVES]
        if node.__class__ is ast.ClassDef:
            inner = scopes.get(node, scope)
            pending += [(one, inner if isinstance(one, ast.stmt) else scope) for one in reversed(below)]
        else:
            pending += [(one, scope) for one in reversed(below)]


def _run(node: ast.AST) -> list[ast.AST]:
    """What runs of what is right below a node: of functions their decorators and defaults; no annotation."""
    if node.__class__ in _FUNCTIONS:
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        arguments = node.args
        found = [*getattr(node, "decorator_list", ()), *arguments.defaults, *arguments.kw_defaults]
        return [one for one in found if one is not None]
    found = children(node)
    if node.__class__ is ast.AnnAssign:
        return [one for one in found if one is not node.annotation]
    return found
