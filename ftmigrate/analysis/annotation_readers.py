"""Whether a decorator, base or metaclass of the project itself looks at annotations."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from typing import TypeGuard

from ftmigrate.analysis.coping import copes, fills_fields, never_looks
from ftmigrate.analysis.definition_time import MAX_DEPTH, Function, Lineage, Look, parameters
from ftmigrate.analysis.modules import Module, Project
from ftmigrate.analysis.names import definition, origins


class Use(StrEnum):
    """How a name takes part in a definition."""

    APPLIED = "@name"
    CALLED = "@name(...)"
    BASE = "class C(name)"
    METACLASS = "metaclass=name"
    DESCRIPTOR = "x = name(...) in a class"


# The methods of a class that run while a definition is being made with it.
_HOOKS = {
    Use.APPLIED: ("__new__", "__init__", "__set_name__", "__post_init__"),
    Use.CALLED: ("__new__", "__init__", "__call__", "__set_name__", "__post_init__"),
    Use.BASE: ("__init_subclass__",),
    Use.METACLASS: ("__prepare__", "__new__", "__init__"),
    Use.DESCRIPTOR: ("__set_name__",),
}


def is_harmless(dotted: str, project: Project, use: Use) -> bool:
    """True where the project's own code is followed to the end and reads no annotation."""
    return project.recall(("is harmless", dotted, use), lambda: _is_harmless(dotted, project, use))


def _is_harmless(dotted: str, project: Project, use: Use) -> bool:
    found = definition(dotted, project)
    if found is None:
        return False
    module, node = found
    if isinstance(node, Function):  # as a base: nobody knows what class it makes
        return use in (Use.APPLIED, Use.CALLED) and not _function_reads(node, module, project, use)
    if not all(copes(name) for name in _outside(module, node, project)):
        return False
    return not _hooks_read(module, node, project, use)


def never_looks_inside(dotted: str, project: Project, use: Use) -> bool:
    """The same, and nothing that it derives from is known to look either."""
    found = definition(dotted, project)
    if found is None or not is_harmless(dotted, project, use):
        return False
    return not isinstance(found[1], ast.ClassDef) or all(
        never_looks(name) for name in _outside(found[0], found[1], project)
    )


def leaves_fields(dotted: str, project: Project, use: Use) -> bool:
    """Whether a class made with it has no attribute for a field that is annotated without a value."""
    found = definition(dotted, project)
    if found is None:
        return not fills_fields(dotted)
    if not is_harmless(dotted, project, use):
        return False
    return not isinstance(found[1], ast.ClassDef) or not any(
        fills_fields(name) for name in _outside(found[0], found[1], project)
    )


def reads_methods(dotted: str, project: Project, use: Use) -> bool:
    """Whether a function or class hook of the project itself, or what it calls, was seen to read.

    What its own bases of other packages do is not counted: those are taken to read fields only.
    """
    return project.recall(("reads methods", dotted, use), lambda: _reads_methods(dotted, project, use))


def _reads_methods(dotted: str, project: Project, use: Use) -> bool:
    found = definition(dotted, project)
    if found is None:
        return False
    module, node = found
    if isinstance(node, Function):
        return use is not Use.DESCRIPTOR and _function_reads(node, module, project, use)
    return _hooks_read(module, node, project, use)


def _function_reads(node: Function, module: Module, project: Project, use: Use) -> bool:
    called = use is Use.CALLED
    given = set() if called else set(parameters(node)[:1])
    return Look(project).reads(node, module, given, hands_back=called)


def _hooks_read(module: Module, node: ast.ClassDef, project: Project, use: Use) -> bool:
    if not _runs_hooks(module, node, project, use, 0):
        return False
    lineage = list(_lineage(module, node, project, use))
    family = [(one, owner) for one, owner, _ in lineage]
    return any(
        _hook_reads(hook, home, family, project)
        for home, owner, how in lineage
        for hook in owner.body
        if _is_hook(hook, how)
    )


def _runs_hooks(module: Module, node: ast.ClassDef, project: Project, use: Use, depth: int) -> bool:
    """Whether a class of the lineage has such a method at all: hardly any has."""
    if depth > MAX_DEPTH or any(_is_hook(one, use) for one in node.body):
        return True
    return any(
        _base_runs_hooks(name, project, how, depth + 1)
        for base, how in _heritage(node, use)
        for name in _names(base, module, node, project)
    )


def _base_runs_hooks(dotted: str, project: Project, use: Use, depth: int) -> bool:
    def answer() -> bool:
        found = definition(dotted, project)
        if found is None or not isinstance(found[1], ast.ClassDef):
            return False
        return _runs_hooks(found[0], found[1], project, use, depth)

    return project.recall(("runs hooks", dotted, use), answer, depth)


def _is_hook(node: ast.stmt, use: Use) -> TypeGuard[Function]:
    return isinstance(node, Function) and node.name in _HOOKS[use]


def _names(base: ast.expr, module: Module, node: ast.ClassDef, project: Project) -> frozenset[str]:
    """What a base or metaclass of a class may be."""
    return origins(module, module.scoping.scopes[node].parent or module.scoping.module, base, project)


def _hook_reads(hook: Function, home: Module, family: Lineage, project: Project) -> bool:
    """The hook of a base is the same for all classes, but where it calls methods of theirs."""
    question = ("hook reads", home.path, hook.lineno, hook.col_offset)
    found = project.recall(question, lambda: _hook_reads_alone(hook, home, project))
    if found is None:
        return Look(project, family).reads(hook, home, set(parameters(hook)), hands_back=False)
    return found


def _hook_reads_alone(hook: Function, home: Module, project: Project) -> bool | None:
    look = Look(project)
    found = look.reads(hook, home, set(parameters(hook)), hands_back=False)
    return None if look.asked_lineage else found


def _lineage(
    module: Module, node: ast.ClassDef, project: Project, use: Use, depth: int = 0
) -> Iterator[tuple[Module, ast.ClassDef, Use]]:
    """A class, and those of its bases and metaclasses that the project defines, each with its use."""
    yield module, node, use
    if depth > MAX_DEPTH:
        return
    for base, how in _heritage(node, use):
        for name in _names(base, module, node, project):
            found = definition(name, project)
            if found is not None and isinstance(found[1], ast.ClassDef) and found[1] is not node:
                yield from _lineage(found[0], found[1], project, how, depth + 1)


def _outside(module: Module, node: ast.ClassDef, project: Project) -> frozenset[str]:
    """The dotted names of the bases and metaclasses that other packages define; "" for an unknown one."""
    return _outside_of_class(module, node, project, Use.BASE, 0)


def _outside_of_class(
    module: Module, node: ast.ClassDef, project: Project, use: Use, depth: int
) -> frozenset[str]:
    found = [
        _outside_of_base(name, project, how, depth + 1)
        for base, how in _heritage(node, use)
        for name in _names(base, module, node, project) or {""}
    ]
    return frozenset().union(*found)


def _outside_of_base(dotted: str, project: Project, use: Use, depth: int) -> frozenset[str]:
    def answer() -> frozenset[str]:
        found = definition(dotted, project) if dotted else None
        if found is None:
            return frozenset((dotted,))
        if not isinstance(found[1], ast.ClassDef) or depth > MAX_DEPTH:
            return frozenset()
        return _outside_of_class(found[0], found[1], project, use, depth)

    return project.recall(("outside", dotted, use), answer, depth)


def _heritage(node: ast.ClassDef, use: Use) -> Iterator[tuple[ast.expr, Use]]:
    """The bases and the metaclass, without what is subscripted or called; a base is used as its class is."""
    for base in node.bases:
        yield _plain(base), use
    for word in node.keywords:
        if word.arg == "metaclass" and use is Use.BASE:
            yield _plain(word.value), Use.METACLASS


def _plain(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node
