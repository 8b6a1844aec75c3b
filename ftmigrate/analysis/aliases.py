"""Whether a type alias can be subscripted: only where type variables are left open in it."""

import ast

from ftmigrate.analysis.constructors import Subscript, classify, keeps_variables
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import MAX_DEPTH, definition, exported, origins
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import Binding, BindingKind, Scope

_VARIABLES = ("TypeVar", "ParamSpec", "TypeVarTuple")
_CLOSED = ("builtins.", "collections.", "typing.", "typing_extensions.", "datetime.", "decimal.", "pathlib.")


def alias_takes_types(
    binding: Binding, found: frozenset[str], scope: Scope, module: Module, project: Project
) -> bool | None:
    """False where no type variable is in it, True where one is, None where that is not known.

    `found`: the dotted names that its name may stand for.
    """
    if binding.kind is BindingKind.IMPORT or isinstance(binding.value, ast.Name | ast.Attribute):
        return _elsewhere(found, project)
    if binding.kind is BindingKind.TYPE_ALIAS:
        return bool(getattr(binding.statement, "type_params", ()))
    return _open(binding.value, scope, module, project) if binding.value is not None else None


def _elsewhere(found: frozenset[str], project: Project) -> bool | None:
    """The same of a name that a module of the project binds once."""
    for dotted in found:
        parent, _, name = dotted.rpartition(".")
        module = project.module(parent) if parent else None
        bindings = module.scoping.module.live(name) if module is not None else []
        if module is not None and len(bindings) == 1 and bindings[0].kind is not BindingKind.IMPORT:
            return alias_takes_types(bindings[0], frozenset(), module.scoping.module, module, project)
    return None


def is_open_alias(dotted: str, project: Project, depth: int = 0) -> bool:
    """Whether it is an alias of the project in which type variables are left open: `Maybe = Union[T, None]`.

    What is put in for them becomes a type as in the subscript of the alias's own head.
    """
    parent, _, name = dotted.rpartition(".")
    module = project.module(parent) if parent and depth < MAX_DEPTH else None
    bindings = module.scoping.module.live(name) if module is not None else []
    if module is None or len(bindings) != 1:
        return False
    (binding,) = bindings
    if binding.kind is BindingKind.TYPE_ALIAS:
        return bool(getattr(binding.statement, "type_params", ()))
    if binding.kind is not BindingKind.ASSIGN or not isinstance(binding.value, ast.Subscript | ast.BinOp):
        return False
    return _open(binding.value, module.scoping.module, module, project, depth + 1) is True


def _open(value: ast.AST, scope: Scope, module: Module, project: Project, depth: int = 0) -> bool | None:
    if isinstance(value, ast.Name):
        return _is_variable(value, scope, module, project, depth)
    if isinstance(value, ast.Attribute):
        found = origins(module, scope, value, project)
        return False if found and all(_is_closed(name, project) for name in found) else None
    if isinstance(value, ast.Subscript):
        return _open_subscript(value, scope, module, project, depth)
    if isinstance(value, ast.Constant):
        return None if isinstance(value.value, str) else False  # the string may name one
    return _either({_open(one, scope, module, project, depth) for one in ast.iter_child_nodes(value)})


def _open_subscript(
    value: ast.Subscript, scope: Scope, module: Module, project: Project, depth: int
) -> bool | None:
    """A class that is not known may forget its type variables: its `__class_getitem__` may give itself."""
    kind = classify(module, scope, value.value, project)
    if kind is Subscript.LITERAL:
        return False
    elements = value.slice
    if kind is Subscript.ANNOTATED and isinstance(elements, ast.Tuple):
        elements = elements.elts[0]
    inside = _open(elements, scope, module, project, depth)
    found = origins(module, scope, value.value, project)
    kept = kind is Subscript.TYPES and all(keeps_variables(one, project) for one in found)
    if (
        kind is Subscript.ANNOTATED
        or kept
        or (found and all(is_open_alias(one, project, depth + 1) for one in found))
    ):
        return inside
    return False if inside is False and _open(value.value, scope, module, project, depth) is False else None


def _either(answers: set[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _is_variable(node: ast.Name, scope: Scope, module: Module, project: Project, depth: int) -> bool | None:
    where = scope.lookup(node.id)
    if where is None:
        return False
    live = where.live(node.id)
    return _either({_binding_is_variable(one, where, module, project, depth) for one in live} or {None})


def _binding_is_variable(
    binding: Binding, scope: Scope, module: Module, project: Project, depth: int
) -> bool | None:
    if binding.kind in (BindingKind.CLASS, BindingKind.FUNCTION):
        return False
    if binding.kind is BindingKind.TYPE_PARAMETER:
        return True
    if binding.kind is BindingKind.IMPORT:
        found = exported(module.imported(binding), project)
        if any(name.endswith(".AnyStr") for name in found):
            return True
        return False if found and all(_is_closed(name, project) for name in found) else None
    if isinstance(binding.value, ast.Call):
        called = binding.value.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return name in _VARIABLES
    if isinstance(binding.value, ast.Subscript | ast.BinOp) and depth < MAX_DEPTH:
        return _open(binding.value, scope, module, project, depth + 1)
    return None


def _is_closed(dotted: str, project: Project) -> bool:
    return dotted.startswith(_CLOSED) or _is_class(dotted, project)


def _is_class(dotted: str, project: Project) -> bool:
    made = definition(dotted, project)
    return made is not None and isinstance(made[1], ast.ClassDef)
