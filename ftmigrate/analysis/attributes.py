"""Whether a class has an attribute at run time, as far as the project's text and the builtins tell."""

import ast
import builtins
from enum import StrEnum

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import definition, origins
from ftmigrate.analysis.project import Project

MAX_DEPTH = 8

# Bases that give a class no attribute of a name that annotations use.
_BARE = frozenset((
    "abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol", "typing_extensions.Generic",
    "enum.Enum", "enum.IntEnum", "enum.StrEnum",
))  # fmt: skip


class Presence(StrEnum):
    THERE = "there"
    ABSENT = "absent"
    UNKNOWN = "unknown"


def of_builtin(name: str, attributes: tuple[str, ...]) -> bool:
    """Whether a builtin has the attribute, and that one the next."""
    found: object = getattr(builtins, name, None)
    for attribute in attributes:
        if not hasattr(found, attribute):
            return False
        found = getattr(found, attribute)
    return True


def owner_of(
    module: Module, node: ast.ClassDef, attributes: tuple[str, ...], project: Project
) -> tuple[Module, ast.ClassDef] | Presence:
    """The class, of this one and its bases, whose body binds the last of the attributes (each of which is one
    of the class before); else what can be said of that."""
    name, *rest = attributes
    owner = _holder(module, node, name, project, 0)
    if isinstance(owner, Presence) or not rest:
        return owner
    scope = owner[0].scoping.scopes[owner[1]]
    made = [one.node for one in scope.live(name) if isinstance(one.node, ast.ClassDef)]
    return owner_of(owner[0], made[-1], tuple(rest), project) if made else Presence.UNKNOWN


def _holder(
    module: Module, node: ast.ClassDef, name: str, project: Project, depth: int
) -> tuple[Module, ast.ClassDef] | Presence:
    """The class of the lineage whose body binds the name, or what can be said instead."""
    scope = module.scoping.scopes[node]
    if scope.live(name):
        return module, node
    if hasattr(object, name):
        return Presence.THERE
    unknown = depth > MAX_DEPTH or bool(node.keywords or node.decorator_list)
    for base in node.bases:
        plain = base.value if isinstance(base, ast.Subscript) else base
        for dotted in origins(module, scope.parent or scope.module, plain, project) or {""}:
            found = _in_base(dotted, name, project, depth)
            if found is not Presence.ABSENT and found is not Presence.UNKNOWN:
                return found
            unknown = unknown or found is Presence.UNKNOWN
    return Presence.UNKNOWN if unknown else Presence.ABSENT


def _in_base(dotted: str, name: str, project: Project, depth: int) -> tuple[Module, ast.ClassDef] | Presence:
    made = definition(dotted, project)
    if made is not None and isinstance(made[1], ast.ClassDef) and depth <= MAX_DEPTH:
        return _holder(made[0], made[1], name, project, depth + 1)
    if dotted in _BARE:
        return Presence.ABSENT
    library, _, last = dotted.rpartition(".")
    if library == "builtins":
        return Presence.THERE if of_builtin(last, (name,)) else Presence.ABSENT
    return Presence.UNKNOWN
