"""Where a name comes from: `L` -> `typing.Literal`, through imports, aliases and re-exports."""

import ast
import builtins

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import Binding, BindingKind, Scope
from ftmigrate.analysis.scoping import Definition
from ftmigrate.syntax.nodes import DOTTED, SEQUENCE

MAX_DEPTH = 12

# What `site` adds is not there under -S, and `_` belongs to the prompt.
BUILTINS = frozenset(name for name in dir(builtins) if name != "_") - {
    "copyright", "credits", "exit", "license", "quit",
}  # fmt: skip
BUILTIN_TYPES = frozenset(
    name for name in BUILTINS if isinstance(getattr(builtins, name), type) or name == "None"
)


def origins(module: Module, scope: Scope, node: ast.expr, project: Project, depth: int = 0) -> frozenset[str]:
    """The absolute dotted names that an expression may stand for; empty where unknown.

    Typing-only bindings count too: this asks what is meant, not what exists at run time.
    A class or function of the project is `module.qualname`.
    """
    if depth > MAX_DEPTH:
        return frozenset()
    if isinstance(node, ast.Attribute):
        bases = origins(module, scope, node.value, project, depth + 1)
        return _joined([exported(f"{base}.{node.attr}", project, depth + 1) for base in bases])
    if not isinstance(node, ast.Name):
        return frozenset()
    where = scope.lookup(node.id)
    if where is None:
        return frozenset((f"builtins.{node.id}",)) if node.id in BUILTINS else frozenset()
    bindings = [one for one in where.bindings[node.id] if not one.dead]
    return _joined([_origin(module, where, one, project, depth + 1) for one in bindings])


def _joined(found: list[frozenset[str]]) -> frozenset[str]:
    """All together; what nearly always is but one is not copied."""
    return found[0] if len(found) == 1 else frozenset().union(*found)


def _origin(module: Module, scope: Scope, binding: Binding, project: Project, depth: int) -> frozenset[str]:
    if binding.kind is BindingKind.IMPORT:
        dotted = module.imported(binding)
        itself = module.is_package and dotted.rpartition(".")[0] == module.name
        if itself and project.module_name(
            dotted
        ):  # a package takes its own module, whatever it names so later
            return frozenset((dotted,))
        return exported(dotted, project, depth)
    if binding.kind in (BindingKind.CLASS, BindingKind.FUNCTION):
        return frozenset((qualified(module, scope, binding.name),))
    value = binding.value
    if binding.kind is BindingKind.ASSIGN and isinstance(value, DOTTED):
        if isinstance(value, ast.Name) and value.id == binding.name:
            return frozenset((f"builtins.{value.id}",)) if value.id in BUILTINS else frozenset()
        return origins(module, scope, value, project, depth)
    return frozenset((qualified(module, scope, binding.name),))


def qualified(module: Module, scope: Scope, name: str) -> str:
    """`package.module.Outer.name` for a name bound in a class or at module level."""
    parts = [name]
    at: Scope | None = scope
    while at is not None and at.parent is not None:
        parts.append(getattr(at.node, "name", "?"))
        at = at.parent
    return ".".join([module.name, *reversed(parts)])


def exported(dotted: str, project: Project, depth: int = 0) -> frozenset[str]:
    """Follow `package.name` through the project's own re-exports to where it is made."""
    if not project.may_hold(dotted):
        return frozenset((dotted,))
    return project.recall(("exported", dotted), lambda: _exported(dotted, project, depth), depth)


def _exported(dotted: str, project: Project, depth: int) -> frozenset[str]:
    parent, _, name = dotted.rpartition(".")
    if (known := project.forgotten(parent)) is not None:
        if name in known.classes:
            return frozenset((f"{known.name}.{name}",))
        if name in known.taken and depth <= MAX_DEPTH:
            return exported(f"{known.taken[name]}.{name}", project, depth + 1)
    if depth > MAX_DEPTH or not parent or (found := project.module(parent)) is None:
        return frozenset((dotted,))
    scope = found.scoping.module
    bindings = [one for one in scope.bindings.get(name, ()) if not one.dead]
    if not bindings:
        return _starred(found, name, project, depth) or frozenset((dotted,))
    return _joined([_origin(found, scope, one, project, depth + 1) for one in bindings])


def _starred(module: Module, name: str, project: Project, depth: int) -> frozenset[str]:
    source, _ = star_source(module, name, project)
    return exported(f"{source.name}.{name}", project, depth + 1) if source is not None else frozenset()


def star_source(
    module: Module, name: str, project: Project, *, at_run_time: bool = False
) -> tuple[Module | None, bool]:
    """The module of the project from which star imports take a name; whether others than the project's are
    among those asked. `at_run_time`: neither stars nor names that are there while type checking only."""
    pending, seen, outside = [module], {module.path}, False
    while pending:
        asked = pending.pop(0)
        for star in asked.scoping.module.stars:
            if star.dead or (at_run_time and star.typing_only):
                continue
            assert isinstance(star.statement, ast.ImportFrom)
            source = project.module(asked.absolute_import(star.statement))
            if source is None:
                outside = True
            elif source.path not in seen:
                scope = source.scoping.module
                if _gives(source, name) and (scope.live(name) if at_run_time else scope.bindings.get(name)):
                    return source, outside
                seen.add(source.path)
                pending.append(source)
    return None, outside


def _gives(module: Module, name: str) -> bool:
    """Whether a star takes a name of that spelling."""
    every = module.scoping.module.bindings.get("__all__", ())
    listed = every[0].value if len(every) == 1 else None
    if isinstance(listed, SEQUENCE):
        return any(isinstance(one, ast.Constant) and one.value == name for one in listed.elts)
    return bool(every) or not name.startswith("_")


def definition(
    dotted: str, project: Project
) -> tuple[Module, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef] | None:
    """The class or function of the project that a followed dotted name means."""
    parent = dotted
    rest: list[str] = []
    while parent:
        parent, _, last = parent.rpartition(".")
        rest.insert(0, last)
        if parent and (module := project.module(parent)) is not None:
            node = _inside(module, rest)
            return (module, node) if node is not None else None
    return None


def _inside(module: Module, names: list[str]) -> ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | None:
    scope = module.scoping.module
    node: ast.AST | None = None
    for name in names:
        if node is not None:
            scope = module.scoping.scopes[node]
        made = [b for b in scope.bindings.get(name, ()) if isinstance(b.node, ast.stmt)]
        if not made:
            return None
        node = made[-1].node
        if node not in module.scoping.scopes:
            return None
    return node if isinstance(node, Definition) else None
