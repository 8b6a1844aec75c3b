"""Whether a decorator, base or metaclass of the project itself looks at annotations."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from typing import TypeGuard

from ftmigrate.analysis.coping import copes, fills_fields, never_looks
from ftmigrate.analysis.definition_time import MAX_DEPTH, Function, Lineage, Look, parameters
from ftmigrate.analysis.kin import Kin, kin_of
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import definition
from ftmigrate.analysis.project import Project


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
    known = kin_of(dotted, project)
    if known is not None:
        return all(copes(name) for name in _outside(known, project)) and not _hooks_read(
            dotted, known, project, use
        )
    function = _function(dotted, project)  # as a base: nobody knows what class it makes
    return (
        function is not None
        and use in (Use.APPLIED, Use.CALLED)
        and not _function_reads(*function, project, use)
    )


def never_looks_inside(dotted: str, project: Project, use: Use) -> bool:
    """The same, and nothing that it derives from is known to look either."""
    if not is_harmless(dotted, project, use):
        return False
    known = kin_of(dotted, project)
    return known is None or all(never_looks(name) for name in _outside(known, project))


def leaves_fields(dotted: str, project: Project, use: Use) -> bool:
    """Whether a class made with it has no attribute for a field that is annotated without a value."""
    known = kin_of(dotted, project)
    if known is None and _function(dotted, project) is None:
        return not fills_fields(dotted)
    if not is_harmless(dotted, project, use):
        return False
    return known is None or not any(fills_fields(name) for name in _outside(known, project))


def reads_methods(dotted: str, project: Project, use: Use) -> bool:
    """Whether a function or class hook of the project itself, or what it calls, was seen to read.

    What its own bases of other packages do is not counted: those are taken to read fields only.
    """
    return project.recall(("reads methods", dotted, use), lambda: _reads_methods(dotted, project, use))


def _reads_methods(dotted: str, project: Project, use: Use) -> bool:
    if (known := kin_of(dotted, project)) is not None:
        return _hooks_read(dotted, known, project, use)
    function = _function(dotted, project)
    return function is not None and use is not Use.DESCRIPTOR and _function_reads(*function, project, use)


def _function(dotted: str, project: Project) -> tuple[Function, Module] | None:
    found = definition(dotted, project)
    return (found[1], found[0]) if found is not None and isinstance(found[1], Function) else None


def _function_reads(node: Function, module: Module, project: Project, use: Use) -> bool:
    called = use is Use.CALLED
    given = set() if called else set(parameters(node)[:1])
    return Look(project).reads(node, module, given, hands_back=called)


def _hooks_read(dotted: str, known: Kin, project: Project, use: Use) -> bool:
    if not _runs_hooks(known, project, use, 0):
        return False
    lineage = list(_lineage(dotted, project, use))
    family = [(one, owner) for one, owner, _ in lineage]
    return any(
        _hook_reads(hook, home, family, project)
        for home, owner, how in lineage
        for hook in owner.body
        if _is_hook(hook, how)
    )


def _runs_hooks(known: Kin, project: Project, use: Use, depth: int) -> bool:
    """Whether a class of the lineage has such a method at all: hardly any has."""
    if depth > MAX_DEPTH or not known.special.isdisjoint(_HOOKS[use]):
        return True
    return any(
        _base_runs_hooks(name, project, how, depth + 1)
        for names, how in _heritage(known, use)
        for name in names
    )


def _base_runs_hooks(dotted: str, project: Project, use: Use, depth: int) -> bool:
    def answer() -> bool:
        known = kin_of(dotted, project)
        return known is not None and _runs_hooks(known, project, use, depth)

    return project.recall(("runs hooks", dotted, use), answer, depth)


def _is_hook(node: ast.stmt, use: Use) -> TypeGuard[Function]:
    return isinstance(node, Function) and node.name in _HOOKS[use]


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
    dotted: str, project: Project, use: Use, depth: int = 0
) -> Iterator[tuple[Module, ast.ClassDef, Use]]:
    """A class, and those of its bases and metaclasses that the project defines, each with its use."""
    found, known = definition(dotted, project), kin_of(dotted, project)
    if found is None or not isinstance(found[1], ast.ClassDef) or known is None:
        return
    yield found[0], found[1], use
    if depth <= MAX_DEPTH:
        for names, how in _heritage(known, use):
            for name in names - {dotted}:
                yield from _lineage(name, project, how, depth + 1)


def _outside(known: Kin, project: Project, use: Use = Use.BASE, depth: int = 0) -> frozenset[str]:
    """The dotted names of the bases and metaclasses that other packages define; "" for an unknown one."""
    found = [
        _outside_of_base(name, project, how, depth + 1)
        for names, how in _heritage(known, use)
        for name in names or {""}
    ]
    return frozenset().union(*found)


def _outside_of_base(dotted: str, project: Project, use: Use, depth: int) -> frozenset[str]:
    def answer() -> frozenset[str]:
        known = kin_of(dotted, project) if dotted else None
        if known is not None:
            return _outside(known, project, use, depth) if depth <= MAX_DEPTH else frozenset()
        made = definition(dotted, project) if dotted else None
        return frozenset((dotted,)) if made is None else frozenset()

    return project.recall(("outside", dotted, use), answer, depth)


def _heritage(known: Kin, use: Use) -> Iterator[tuple[frozenset[str], Use]]:
    """What the bases and the metaclass may be; a base is used as its class is."""
    for _, names in known.bases:
        yield names, use
    if use is Use.BASE:
        for names in known.metaclasses:
            yield names, Use.METACLASS
