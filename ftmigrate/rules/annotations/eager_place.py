"""ANN005: quoted types in places that are evaluated at once: cast, TypeVar, NewType, bases, aliases."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ftmigrate.analysis.early import may_be_unfinished
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import origins
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.resolution import Judgement, judge
from ftmigrate.analysis.scopes import Scope, ScopeKind
from ftmigrate.analysis.scoping import Place, Site
from ftmigrate.analysis.typeexpressions import NotAType, names, parse
from ftmigrate.analysis.typestrings import Standing, TypeString, type_strings
from ftmigrate.analysis.unquoting import edit
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Finding, Reason, Safety

_WORDS = re.compile(rb"\bcast\b|TypeVar|NewType|TypeAlias|\]\s*\)\s*:|=\s*[\w.]+\[[^\n]*[\"']")
# Function of typing -> which positional arguments are types.
_ARGUMENTS = {"cast": slice(0, 1), "NewType": slice(1, 2), "TypeVar": slice(1, None)}
_KEYWORDS = {"TypeVar": ("bound", "default"), "NewType": ("tp",), "cast": ("typ",)}


class EagerPlace:
    """Unquotes types that are evaluated on the spot, where every name is certainly bound above."""

    code = "ANN005"
    name = "eager-place"
    summary = "quotes in cast, TypeVar, NewType, TypeAlias and base classes, all names bound above"
    default = False

    def wants(self, data: bytes) -> bool:
        return _WORDS.search(data) is not None

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        if module.is_stub:
            return
        for node in ast.walk(module.tree):
            for place in _places(node, module, project):
                yield from _strings(place, node, module, project)


def _places(node: ast.AST, module: Module, project: Project) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        scope = _scope_of(node, module)
        for found in origins(module, scope, node.func, project):
            library, _, name = found.rpartition(".")
            if library in ("typing", "typing_extensions") and name in _ARGUMENTS:
                yield from node.args[_ARGUMENTS[name]]
                yield from (word.value for word in node.keywords if word.arg in _KEYWORDS[name])
    elif isinstance(node, ast.ClassDef):
        yield from (base for base in node.bases if isinstance(base, ast.Subscript))
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        scope = _scope_of(node, module)
        if origins(module, scope, node.annotation, project) & {
            "typing.TypeAlias",
            "typing_extensions.TypeAlias",
        }:
            yield node.value


def _scope_of(node: ast.AST, module: Module) -> Scope:
    at: ast.AST | None = module.parents.get(node)
    while at is not None and at not in module.scoping.scopes:
        at = module.parents.get(at)
    return module.scoping.scopes[at if at is not None else module.tree]


def _strings(place: ast.expr, node: ast.AST, module: Module, project: Project) -> Iterator[Finding]:
    scope = _scope_of(node, module)
    statement = _statement(node, module)
    arm = module.scoping.arms.get(statement)
    line = getattr(node, "lineno", 1)
    site = Site(place, Place.PARAMETER, scope, statement, arm, line)
    for string in type_strings(place, module, scope, project):
        yield _finding(site, string, module, project)


def _statement(node: ast.AST, module: Module) -> ast.stmt:
    at = node
    while not isinstance(at, ast.stmt):
        at = module.parents[at]
    return at


def _finding(site: Site, string: TypeString, module: Module, project: Project) -> Finding:
    if string.standing in (Standing.FOREIGN, Standing.CALL, Standing.DISPLAY):
        reason = Reason("keep:foreign-subscript", "the string may not be a type")
        return module.finding(EagerPlace.code, string.node, Safety.UNSAFE, "kept", reasons=[reason])
    try:
        parsed = parse(string.value, star_allowed=False)
        change = edit(module, site.annotation, string, parsed)
    except NotAType as error:
        reason = Reason(error.code, str(error))
        return module.finding(EagerPlace.code, string.node, Safety.UNSAFE, "kept", reasons=[reason])
    judgements = [judge(use, site, module, project) for use in names(parsed.tree)]
    in_function = site.scope.kind is ScopeKind.FUNCTION
    if not in_function:
        judgements = [_later(one) if _too_early(one, module, project) else one for one in judgements]
    bad = [one for one in judgements if one.safety is not Safety.SAFE or one.code.startswith("repair:")]
    reasons = [Reason(one.code, one.message, module.path, one.line) for one in bad]
    shown = module.segment(string.node)
    if bad:
        message = f"{shown} keeps its quotes: it is evaluated at once"
        return module.finding(EagerPlace.code, string.node, Safety.UNSAFE, message, reasons=reasons)
    reasons = [Reason("safe:bound-above", "every name is bound above")]
    message = f"{shown} needs no quotes"
    return module.finding(EagerPlace.code, string.node, Safety.SAFE, message, reasons=reasons, edits=[change])


def _too_early(judgement: Judgement, module: Module, project: Project) -> bool:
    whole = judgement.of_module
    return judgement.later or bool(whole and may_be_unfinished(whole, module, project))


def _later(judgement: Judgement) -> Judgement:
    return replace(
        judgement, safety=Safety.UNSAFE, code="keep:bound-later", message="a name is bound only below"
    )


RULE = EagerPlace()
