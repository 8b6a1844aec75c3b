"""Code that runs while a module is imported and that may read annotations of what is defined above it."""

import ast
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ftmigrate.analysis.annotation_readers import Use
from ftmigrate.analysis.eager import EagerReader, copes_with
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import origins
from ftmigrate.analysis.parsed import Function
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import BindingKind, Scope
from ftmigrate.analysis.scoping import Site
from ftmigrate.syntax.nodes import children, walk

READERS = frozenset(
    f"{module}.{name}"
    for module, names in {
        "typing": ("get_type_hints",),
        "typing_extensions": ("get_type_hints", "get_annotations"),
        "inspect": (
            "signature",
            "get_annotations",
            "getfullargspec",
            "getcallargs",
            "Signature.from_callable",
        ),
        "annotationlib": ("get_annotations",),
    }.items()
    for name in names
)
_WORDS = frozenset(name.rpartition(".")[2] for name in READERS)
_Suspect = tuple[ast.Call | ast.Attribute, Scope]
_ATTRIBUTES = ("__annotations__", "__annotate__")


def reader_between(site: Site, until: int, module: Module, project: Project) -> EagerReader | None:
    """The first code after the definition, and before the line `until`, that may evaluate its annotations: in
    the module's own body, or in that of the function around the definition."""
    suspects = _suspects(module, _function_around(site))
    for node, scope in suspects[bisect_left(suspects, site.line, key=_line) :]:
        if node.lineno >= until:
            break
        if _reads(node, scope, site, module, project):
            shown = node.func if isinstance(node, ast.Call) else node
            return EagerReader(ast.unparse(shown), node.lineno)
    return None


def _function_around(site: Site) -> Function | None:
    scope: Scope | None = site.scope
    while scope is not None:
        if isinstance(scope.node, Function) and scope.node is not site.owner:
            return scope.node
        scope = scope.parent
    return None


def _suspects(module: Module, function: Function | None) -> Sequence[_Suspect]:
    """By line, what runs while the module is imported, or the function runs: calls that may read annotations,
    or are given a class or function of the module, and what takes annotations of something."""
    return module.recall(("suspects", function), lambda: sorted(_find(module, function), key=_line))


def _line(suspect: _Suspect) -> int:
    return suspect[0].lineno


def _find(module: Module, function: Function | None) -> Iterator[_Suspect]:
    # Whatever they are imported as, their names are in the text.
    may_read_any = any(word in module.text for word in _WORDS)
    for node, scope in executed(module, function):
        if isinstance(node, ast.Call):
            if may_read_any or any(_defines(scope, name) for name in _given(node, module)):
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
    if reader or _given(node, module).isdisjoint(_owners(site)):
        return reader
    return not copes_with(node.func, Use.APPLIED, scope, module, project)


def _given(node: ast.Call, module: Module) -> set[str]:
    """The names in what a call is given, and those in what such a name of the module was made of:
    `add(f)`, `add([f])`, `add(A().f)`, `g = A(); add(g.f)`."""
    names: set[str] = set()
    for value in (*node.args, *(word.value for word in node.keywords)):
        if isinstance(value, ast.Name):
            names.add(value.id)
        elif not isinstance(value, ast.Constant):
            names.update(one.id for one in walk(value) if isinstance(one, ast.Name))
    made = module.recall("made of names", lambda: dict(_made_of_names(module)))
    return names.union(*(made[name] for name in names if name in made))


def _made_of_names(module: Module) -> Iterator[tuple[str, frozenset[str]]]:
    for node in module.outline.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Call | ast.Attribute):
            used = frozenset(one.id for one in walk(node.value) if isinstance(one, ast.Name))
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, used


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


def executed(module: Module, function: Function | None = None) -> Iterator[tuple[ast.AST, Scope]]:
    """The nodes that run when the module is imported, or when a function of it runs, in the order of the
    text, each with its scope; without names and constants."""
    scopes = module.scoping.scopes
    body = module.outline.body if function is None else function.body
    start = module.scoping.module if function is None else scopes[function]
    pending: list[tuple[ast.AST, Scope]] = [(one, start) for one in body[::-1]]
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
        arguments: ast.arguments = node.args  # type: ignore[attr-defined]
        found = [*getattr(node, "decorator_list", ()), *arguments.defaults, *arguments.kw_defaults]
        return [one for one in found if one is not None]
    found = children(node)
    if node.__class__ is ast.AnnAssign:
        return [one for one in found if one is not node.annotation]
    return found
