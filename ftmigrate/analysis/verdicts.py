"""The verdict on one quoted annotation: all its names together, its place, and who reads it."""

import ast
from dataclasses import dataclass

from ftmigrate.analysis.eager import evaluator_of
from ftmigrate.analysis.early import early_reader
from ftmigrate.analysis.markers import unseen_marker
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import origins
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.resolution import Judgement, judge
from ftmigrate.analysis.scoping import Place, Site
from ftmigrate.analysis.typeexpressions import NameUse, NotAType, Parsed, Role, names, parse
from ftmigrate.analysis.typestrings import Standing, TypeString
from ftmigrate.model.finding import Reason, Safety

_RANK = {Safety.SAFE: 0, Safety.CONDITIONAL: 1, Safety.UNSAFE: 2}
_QUALIFIERS = ("NotRequired", "Required", "ReadOnly")


@dataclass(frozen=True, slots=True)
class Verdict:
    safety: Safety
    reasons: tuple[Reason, ...]


def verdict(site: Site, string: TypeString, parsed: Parsed, module: Module, project: Project) -> Verdict:
    """Whether the quotes may go. The annotation's expression is known to be writable bare."""
    if module.is_stub:
        return _safe("safe:stub", "nothing in a stub is ever evaluated")
    if site.place is Place.NEVER:
        return _safe("safe:never-evaluated", "3.14 never evaluates this annotation")
    if site.arm is not None and (site.arm.typing_only or site.arm.dead):
        return _safe("safe:never-executed", "this code never runs on 3.14")
    field = site.place is Place.CLASS_VARIABLE and string.standing is Standing.WHOLE
    if field and (marker := unseen_marker(string.value, parsed.tree, site, module, project)):
        sentence = f"bare, `{marker}` would be seen by what makes fields of the class"
        return Verdict(Safety.CONDITIONAL, (Reason("keep:unseen-marker", sentence, module.path, site.line),))
    judgements = [judge(use, site, module, project) for use in _uses(parsed.tree)]
    worst = max((_RANK[one.safety] for one in judgements), default=0)
    if worst:
        return _kept(site, string, judgements, module, project)
    if (early := early_reader(site, judgements, module, project)) is not None:
        sentence = f"`{early[0].name}` may read it before {early[1]} is bound"
        reason = Reason(f"keep:eager-reader({early[0].name})", sentence, module.path, early[0].line)
        return Verdict(Safety.CONDITIONAL, (reason,))
    if any(one.rebound for one in judgements) and (reader := evaluator_of(site, module, project)) is not None:
        line = next(one.line for one in judgements if one.rebound)
        sentence = f"`{reader.name}` may read it while its name still means something else (line {line})"
        reason = Reason(f"keep:rebound-later({reader.name})", sentence, module.path, line)
        return Verdict(Safety.UNSAFE, (reason,))
    return Verdict(Safety.SAFE, _improvements(site, string, parsed, judgements, module, project))


def _safe(code: str, message: str) -> Verdict:
    return Verdict(Safety.SAFE, (Reason(code, message),))


def _uses(tree: ast.expr) -> list[NameUse]:
    """The names, those of strings inside `|` included: a bare `A | 'B'` would raise."""
    found = list(names(tree))
    for node in ast.walk(tree):
        for side in (node.left, node.right) if isinstance(node, ast.BinOp) else ():
            if isinstance(side, ast.Constant) and isinstance(side.value, str):
                found += _inner(side.value)
    return found


def _inner(value: str) -> list[NameUse]:
    try:
        return list(names(parse(value, star_allowed=False).tree))
    except NotAType:
        return [NameUse(value, Role.PLAIN)]  # judged as an undefined name


def _kept(
    site: Site, string: TypeString, judgements: list[Judgement], module: Module, project: Project
) -> Verdict:
    bad = [one for one in judgements if one.safety is not Safety.SAFE]
    safety = max((one.safety for one in bad), key=lambda one: _RANK[one])
    if _raises_now(site, string, module, project) and all(
        one.code == "keep:type-checking-only" for one in bad
    ):
        return _safe("repair:partial-union", "quoted, the union raises TypeError in every format")
    reasons = {one.code: Reason(one.code, one.message, module.path, one.line) for one in bad}
    return Verdict(safety, tuple(reasons.values()))


def _improvements(
    site: Site,
    string: TypeString,
    parsed: Parsed,
    judgements: list[Judgement],
    module: Module,
    project: Project,
) -> tuple[Reason, ...]:
    reasons = {
        one.code: Reason(one.code, one.message, module.path, one.line)
        for one in judgements
        if one.code.startswith("repair:")
    }
    if _raises_now(site, string, module, project):
        code = "repair:partial-union"
        reasons[code] = Reason(code, "quoted, the union raises TypeError in every format")
    if _is_callable_argument(site, string, module, project):
        code = "repair:callable-arguments"
        reasons[code] = Reason(code, "quoted, collections.abc.Callable gives a wrong hint")
    if _is_qualifier(site, string, parsed):
        code = "repair:typed-dict-qualifier"
        reasons[code] = Reason(code, "quoted, it does not count in __required_keys__")
    if site.place in (Place.TYPE_ALIAS, Place.TYPE_PARAMETER):
        code = "repair:type-parameter-string"
        reasons[code] = Reason(code, "quoted, it stays a string that nobody resolves")
    return tuple(reasons.values()) or (Reason("safe:bound", "every name resolves to the same"),)


def _is_callable_argument(site: Site, string: TypeString, module: Module, project: Project) -> bool:
    """In the argument list of collections.abc.Callable, which get_type_hints reads wrongly."""
    if string.standing is Standing.WHOLE:
        return False
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Tuple)
        and any(string.node is inner for one in node.slice.elts[:1] for inner in ast.walk(one))
        and "collections.abc.Callable" in origins(module, site.scope, node.value, project)
        for node in ast.walk(site.annotation)
    )


def _is_qualifier(site: Site, string: TypeString, parsed: Parsed) -> bool:
    head = parsed.tree.value if isinstance(parsed.tree, ast.Subscript) else parsed.tree
    name = head.attr if isinstance(head, ast.Attribute) else getattr(head, "id", "")
    whole = string.standing is Standing.WHOLE and site.place is Place.CLASS_VARIABLE
    return whole and name in _QUALIFIERS


def _raises_now(site: Site, string: TypeString, module: Module, project: Project) -> bool:
    """`"A" | None` is a TypeError unless the other side is one of typing's own objects."""
    if string.standing is not Standing.OPERAND or _has_future_import(module):
        return False
    for node in ast.walk(site.annotation):
        if isinstance(node, ast.BinOp) and string.node in (node.left, node.right):
            other = node.right if node.left is string.node else node.left
            return _is_plain(other, site, module, project)
    return False


def _is_plain(node: ast.expr, site: Site, module: Module, project: Project) -> bool:
    """No `__or__` of its own that takes a string: None, a class, a generic alias of a builtin."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Subscript):
        found = origins(module, site.scope, node.value, project)
        return bool(found) and all(one.startswith("builtins.") for one in found)
    if isinstance(node, ast.Name):
        found = origins(module, site.scope, node, project)
        return bool(found) and all(one.startswith("builtins.") for one in found)
    return False


def _has_future_import(module: Module) -> bool:
    return any(
        isinstance(one, ast.ImportFrom)
        and one.module == "__future__"
        and any(alias.name == "annotations" for alias in one.names)
        for one in module.outline.body
    )
