"""Who reads a definition's annotations while it is being made: decorators, bases, metaclasses."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ftmigrate.analysis.annotation_readers import (
    Use,
    is_harmless,
    leaves_fields,
    never_looks_inside,
    reads_methods,
)
from ftmigrate.analysis.coping import copes, never_looks
from ftmigrate.analysis.kin import plain
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import definition, origins
from ftmigrate.analysis.parsed import Function
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import Scope, ScopeKind
from ftmigrate.analysis.scoping import Place, Site

_DISPATCHERS = ("singledispatch", "singledispatchmethod")
_CONSTRUCTORS = ("__init__", "__new__", "__call__", "__post_init__")


@dataclass(frozen=True, slots=True)
class EagerReader:
    """`name` as people know it, `line` where it is applied."""

    name: str
    line: int


def reader_of(site: Site, module: Module, project: Project) -> EagerReader | None:
    """The first decorator or base that may evaluate the annotation before later names are bound."""
    made = site.scope.node if site.place is Place.CLASS_VARIABLE else site.owner  # the same for all its sites
    return module.recall(("eager reader", made), lambda: next(_readers(site, module, project), None))


def evaluator_of(site: Site, module: Module, project: Project) -> EagerReader | None:
    """The first decorator or base that may evaluate the annotation and keep what came of it.

    Those that cope are among them: `dataclass` waits for names that are not bound yet, yet takes a
    name that is bound, be it to a builtin of that name, for good.
    """
    if site.place is Place.CLASS_VARIABLE:
        readers, outside = _heritage(site.scope.node), site.scope.parent
    else:
        readers = _decorators(site.owner)
        outside = site.scope.parent if site.scope.kind is ScopeKind.TYPE_PARAMETERS else site.scope
    for reader, use in readers:
        found = origins(module, outside, plain(reader), project) if outside is not None else frozenset()
        harmless = (never_looks(name) or never_looks_inside(name, project, use) for name in found)
        if not found or not all(harmless):
            return EagerReader(ast.unparse(reader), reader.lineno)
    return None


def may_fill_fields(scope: Scope, module: Module, project: Project) -> bool:
    """Whether the fields of a class without a value may become attributes of it (descriptors, columns)."""
    for reader, use in _heritage(scope.node):
        found = origins(module, scope.parent or scope.module, plain(reader), project)
        if not found or not all(leaves_fields(name, project, use) for name in found):
            return True
    return False


def _decorators(node: ast.AST) -> list[tuple[ast.expr, Use]]:
    every = getattr(node, "decorator_list", ())
    return [(one, Use.CALLED if isinstance(one, ast.Call) else Use.APPLIED) for one in every]


def _heritage(node: ast.AST) -> list[tuple[ast.expr, Use]]:
    """What a class is made with: its decorators, bases and metaclass."""
    assert isinstance(node, ast.ClassDef)
    metaclasses = [(word.value, Use.METACLASS) for word in node.keywords if word.arg == "metaclass"]
    return [*_decorators(node), *((base, Use.BASE) for base in node.bases), *metaclasses]


def _readers(site: Site, module: Module, project: Project) -> Iterator[EagerReader]:
    owner = site.owner
    if isinstance(owner, Function):
        outside = site.scope.parent if site.scope.kind is ScopeKind.TYPE_PARAMETERS else site.scope
        assert outside is not None
        for decorator, use in _decorators(owner):
            if not copes_with(decorator, use, outside, module, project):
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
    for reader, use in _heritage(node):
        if not copes_with(reader, use, outside, module, project):
            yield EagerReader(ast.unparse(reader), reader.lineno)
    yield from _descriptors(node, scope, module, project)


def _descriptors(node: ast.ClassDef, scope: Scope, module: Module, project: Project) -> Iterator[EagerReader]:
    """Objects of the project in the class body whose `__set_name__` reads."""
    question = ("descriptors", node)
    yield from module.recall(question, lambda: tuple(_reading_descriptors(node, scope, module, project)))


def _reading_descriptors(
    node: ast.ClassDef, scope: Scope, module: Module, project: Project
) -> Iterator[EagerReader]:
    for one in node.body:
        value = one.value if isinstance(one, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Call):
            found = origins(module, scope, value.func, project)
            if any(reads_methods(name, project, Use.DESCRIPTOR) for name in found):
                yield EagerReader(ast.unparse(value.func), value.lineno)


def _readers_of_methods(
    method: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope, module: Module, project: Project
) -> Iterator[EagerReader]:
    """What makes a class may ask for the signature of its methods.

    The project's own readers, unknown decorators (`beartype`, `falcon.before`) and unknown metaclasses are
    believed to read them all; unknown bases fields, and the class's signature, that is its constructor.
    """
    node = scope.node
    outside = scope.parent
    assert isinstance(node, ast.ClassDef) and outside is not None
    constructor = method.name in _CONSTRUCTORS
    for reader, use in _heritage(node):
        unknown = use is not Use.BASE or constructor
        if (unknown or _of_project(reader, use, outside, module, project)) and not copes_with(
            reader, use, outside, module, project
        ):
            yield EagerReader(ast.unparse(reader), reader.lineno)
    yield from _descriptors(node, scope, module, project)


def _of_project(node: ast.expr, use: Use, scope: Scope, module: Module, project: Project) -> bool:
    """Defined in the project: then "not harmless" means that it was seen to read."""
    found = origins(module, scope, plain(node), project)
    return any(reads_methods(name, project, use) for name in found)


def copes_with(node: ast.expr, use: Use, scope: Scope, module: Module, project: Project) -> bool:
    """Whether what an expression names is known not to evaluate annotations at once."""
    head = plain(node)
    if isinstance(head, ast.Attribute) and head.attr in ("setter", "getter", "deleter"):
        return True  # of a property
    if (
        isinstance(head, ast.Attribute)
        and head.attr == "register"
        and _dispatches(head.value, scope, module, project)
    ):
        return True
    found = origins(module, scope, head, project)
    return bool(found) and all(copes(name) or is_harmless(name, project, use) for name in found)


def _dispatches(node: ast.expr, scope: Scope, module: Module, project: Project) -> bool:
    """Whether a name is bound to functions made by `singledispatch`, or to classes (`ABC.register`)."""
    if not isinstance(node, ast.Name) or (found := scope.lookup(node.id)) is None:
        return False
    every: list[ast.AST] = [one.node for one in found.live(node.id)]
    if not every or isinstance(every[0], ast.alias):
        known = [definition(dotted, project) for dotted in origins(module, scope, node, project)]
        every = [made[1] for made in known if made is not None] if None not in known else []
    return bool(every) and all(isinstance(one, ast.ClassDef) or _is_dispatcher(one) for one in every)


def _is_dispatcher(node: ast.AST) -> bool:
    names = (plain(one) for one in getattr(node, "decorator_list", ()))
    return any(getattr(one, "attr", getattr(one, "id", "")) in _DISPATCHERS for one in names)
