"""Whether a type alias can be subscripted: only where type variables are left open in it."""

import ast
from collections.abc import Iterator

from ftmigrate.analysis.modules import Module, Project
from ftmigrate.analysis.names import MAX_DEPTH, definition, exported, imported, origins
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


def _open(value: ast.expr, scope: Scope, module: Module, project: Project, depth: int = 0) -> bool | None:
    answers: set[bool | None] = set()
    for node in _parts(value):
        if isinstance(node, ast.Constant):
            answers.add(None)  # the string may name one
        elif isinstance(node, ast.Attribute):
            found = origins(module, scope, node, project)
            answers.add(False if found and all(_is_closed(name, project) for name in found) else None)
        else:
            answers.add(_is_variable(node, scope, module, project, depth))
    return _either(answers)


def _either(answers: set[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _parts(node: ast.AST) -> Iterator[ast.Constant | ast.Attribute | ast.Name]:
    """The names, dotted names and strings of a type expression."""
    if isinstance(node, ast.Name | ast.Attribute):
        yield node
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _parts(child)


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
        found = exported(imported(module, binding), project)
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
