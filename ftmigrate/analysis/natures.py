"""What kind of thing a name is bound to."""

import ast
from enum import StrEnum

from ftmigrate.analysis.library_names import FUNCTIONS
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import MAX_DEPTH, definition, exported, origins
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import Binding, BindingKind, Scope
from ftmigrate.syntax.nodes import DOTTED


class Nature(StrEnum):
    TYPE = "type"
    ALIAS = "type alias"
    IMPORTED = "import"
    MODULE = "module"
    FUNCTION = "function"
    STRING = "string"
    NONE = "None"
    VALUE = "value"
    UNKNOWN = "unknown"


_NO_TYPES = (Nature.NONE, Nature.STRING, Nature.VALUE, Nature.MODULE, Nature.UNKNOWN)
_FACTORIES = ("TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "namedtuple", "NamedTuple", "TypedDict",
              "Enum", "IntEnum", "StrEnum", "Flag", "new_class", "make_dataclass", "type")  # fmt: skip


def nature(binding: Binding, module: Module, scope: Scope, project: Project) -> Nature:
    """The kind of thing that one binding binds."""
    simple = {
        BindingKind.CLASS: Nature.TYPE,
        BindingKind.FUNCTION: Nature.FUNCTION,
        BindingKind.TYPE_PARAMETER: Nature.TYPE,
        BindingKind.TYPE_ALIAS: Nature.ALIAS,
    }
    if binding.kind in simple:
        return simple[binding.kind]
    if binding.kind is BindingKind.IMPORT:
        return _imported(binding, module, project)
    if binding.kind is BindingKind.ASSIGN and isinstance(binding.value, DOTTED):
        return _followed(origins(module, scope, binding.value, project), project)
    return _value(binding.value) if binding.kind is BindingKind.ASSIGN else Nature.UNKNOWN


def _imported(binding: Binding, module: Module, project: Project) -> Nature:
    if isinstance(binding.statement, ast.Import):
        return Nature.MODULE
    return nature_of(module.imported(binding), project)


def nature_of(dotted: str, project: Project) -> Nature:
    """The kind of thing that a dotted name means, in the project or elsewhere."""
    return project.recall(("nature", dotted), lambda: _exported(dotted, project))


def _exported(dotted: str, project: Project) -> Nature:
    found = exported(dotted, project)
    if len(found) == 1 and project.known_class(next(iter(found))):
        return Nature.TYPE
    if len(found) == 1 and (made := definition(next(iter(found)), project)) is not None:
        return Nature.TYPE if isinstance(made[1], ast.ClassDef) else Nature.FUNCTION
    if found & FUNCTIONS:
        return Nature.FUNCTION
    if found == {dotted} and project.module_name(dotted):
        return Nature.MODULE
    return _followed(found, project)


def _followed(found: frozenset[str], project: Project, depth: int = 0) -> Nature:
    """The nature of what other modules of the project bind to names: of several, what is no type."""
    return _together({_nature_of_made(one, project, depth) for one in found} if depth <= MAX_DEPTH else set())


def _together(natures: set[Nature]) -> Nature:
    worst = next((one for one in _NO_TYPES if one in natures), None)
    return worst or (natures.pop() if len(natures) == 1 else Nature.IMPORTED)


def _nature_of_made(dotted: str, project: Project, depth: int) -> Nature:
    parent, _, name = dotted.rpartition(".")
    module = project.module(parent) if parent and not project.known_class(dotted) else None
    scope = module.scoping.module if module is not None else None
    if module is None or scope is None or not scope.live(name):
        return Nature.MODULE if project.module_name(dotted) else Nature.IMPORTED
    natures = set()
    for binding in scope.live(name):
        value = binding.value if binding.kind is BindingKind.ASSIGN else None
        if isinstance(value, DOTTED):
            again = origins(module, scope, value, project)
            natures.add(Nature.IMPORTED if dotted in again else _followed(again, project, depth + 1))
        elif value is not None:
            natures.add(_value(value))
        else:
            natures.add(Nature.IMPORTED)
    return _together(natures)


def _value(value: ast.expr | None) -> Nature:
    if isinstance(value, ast.Constant):
        if value.value is None:
            return Nature.NONE
        return Nature.STRING if isinstance(value.value, str) else Nature.VALUE
    if isinstance(value, ast.Call):
        function = value.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        return Nature.TYPE if name in _FACTORIES else Nature.UNKNOWN
    if isinstance(value, ast.Subscript | ast.BinOp):
        return Nature.ALIAS
    if isinstance(value, DOTTED):
        return Nature.IMPORTED
    if isinstance(value, ast.Dict | ast.List | ast.Tuple | ast.Set | ast.JoinedStr | ast.Lambda):
        return Nature.VALUE
    return Nature.UNKNOWN
