"""ANN003: annotations that 3.14 itself changes, because their name is bound again later."""

import ast
import re
from collections.abc import Iterable, Iterator

from ftmigrate.analysis.future_import import statement
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import BUILTINS
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import Binding, BindingKind, Scope, ScopeKind
from ftmigrate.analysis.scoping import Place, Site
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Edit, Finding, Reason, Safety
from ftmigrate.syntax.imports import import_edit

_TYPES = (
    rb"(?:list|dict|set|frozenset|tuple|type|int|float|complex|bool|str|bytes|object|slice|property|range)"
)
_METHOD = re.compile(rb"(?:def|class)[ \t]+" + _TYPES + rb"[ \t]*[(:\[]")
_ATTRIBUTE = re.compile(rb"\n[ \t]+" + _TYPES + rb"[ \t]*(?::[^\n=]*)?=[^=]")


class ChangedByLaziness:
    """Reports bare annotations whose name a class binds later, and spells `builtins.NAME` instead."""

    code = "ANN003"
    name = "changed-by-laziness"
    summary = "a builtin in an annotation that 3.14 takes for the class's own attribute"
    default = True

    def wants(self, data: bytes) -> bool:
        words = _METHOD.search(data) or _ATTRIBUTE.search(data)
        return words is not None or b"__slots__" in data

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        if module.is_stub or statement(module) is not None:
            return
        for site in module.scoping.sites:
            if site.scope.kind is ScopeKind.CLASS and site.place is not Place.NEVER:
                for node in _names(site.annotation):
                    binding = _bound_later(node.id, site.scope, site)
                    if binding is not None:
                        yield _finding(node, binding, module, site.scope)


def _names(annotation: ast.expr) -> Iterator[ast.Name]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name) and node.id in BUILTINS:
            yield node


def _bound_later(name: str, scope: Scope, site: Site) -> Binding | None:
    """The class's own binding, where it comes after the annotation and means another thing."""
    live = scope.live(name)
    if not live or scope.module.binds(name) or any(one.kind is BindingKind.DELETE for one in live):
        return None
    first = live[0]
    own = first.node is site.owner or getattr(first.statement, "lineno", 0) == site.owner.lineno
    if isinstance(site.owner, ast.AnnAssign) and own:
        return None  # `int: int = 0` was already itself before 3.14: the value is bound first
    slot = first.kind is BindingKind.SLOT  # made with the class, after all that its body says
    return first if own or slot or first.line > site.owner.lineno else None


def _finding(node: ast.Name, binding: Binding, module: Module, scope: Scope) -> Finding:
    owner = getattr(scope.node, "name", "the class")
    sentence = f"class {owner} binds `{node.id}` on line {binding.line}, and 3.14 looks there first"
    reason = Reason(f"changed-by-laziness({node.id}@{binding.line})", sentence, module.path, binding.line)
    edits: list[Edit] = [module.replace(node, f"builtins.{node.id}")]
    needed = import_edit(module.text, module.tree, "builtins", module.positions)
    edits += [needed] if needed is not None else []
    usable = not scope.live("builtins")
    return module.finding(
        ChangedByLaziness.code,
        node,
        Safety.CONDITIONAL if usable else Safety.UNSAFE,
        f"on 3.14 `{node.id}` is no longer the builtin here",
        reasons=[reason],
        edits=edits if usable else (),
    )


RULE = ChangedByLaziness()
