"""ANN001: quotes around an annotation that is evaluated lazily, or never, on 3.14."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scoping import Place, Site
from ftmigrate.analysis.typeexpressions import NotAType, parse
from ftmigrate.analysis.typestrings import Standing, TypeString, type_strings
from ftmigrate.analysis.unquoting import edit
from ftmigrate.analysis.verdicts import Verdict, verdict
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Edit, Finding, Reason, Safety
from ftmigrate.syntax.comments import noqa_codes
from ftmigrate.syntax.nodes import DOTTED
from ftmigrate.syntax.prefilter import may_have_quoted_annotation

_RESPECTED = frozenset(("UP037",))
_RESPECTED_DIGITS = "037"  # a comment may spell the letters small; few texts are worth tokenizing


class QuotedAnnotation:
    """Unquotes whole and nested strings where the names resolve to the same, or begin to resolve."""

    code = "ANN001"
    name = "quoted-annotation"
    summary = "quotes around an annotation that 3.14 evaluates lazily"
    default = True

    def wants(self, data: bytes) -> bool:
        return may_have_quoted_annotation(data)

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        kept = noqa_codes(module.text) if _RESPECTED_DIGITS in module.text else {}
        for site in module.scoping.sites:
            for string in _strings(site, module, project):
                yield _finding(site, string, module, project, kept.get(string.node.lineno, frozenset()))

    def settles(self, finding: Finding) -> bool:
        """No string is left in what was unquoted. What names mean does not depend on quotes."""
        return not any("'" in edit.replacement or '"' in edit.replacement for edit in finding.edits)


def _strings(site: Site, module: Module, project: Project) -> Iterator[TypeString]:
    if _has_string(site.annotation, module):
        yield from type_strings(site.annotation, module, site.scope, project)


def _has_string(node: ast.expr, module: Module) -> bool:
    if isinstance(node, DOTTED):
        return False
    text = module.segment(node)
    if '"' not in text and "'" not in text:
        return False
    return any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(node))


def _finding(
    site: Site, string: TypeString, module: Module, project: Project, noqa: frozenset[str]
) -> Finding:
    if noqa & _RESPECTED:
        reason = Reason("keep:noqa", "a noqa comment asks to keep the quotes")
        return _made(module, string, Safety.UNSAFE, [reason], ())
    if (misplaced := _position(string)) is not None:
        return _made(module, string, Safety.UNSAFE, [misplaced], ())
    try:
        parsed = parse(string.value, star_allowed=_star_allowed(site, string))
        edits = (edit(module, site.annotation, string, parsed),)
    except NotAType as objection:
        reason = Reason(objection.code, str(objection))
        return _made(module, string, Safety.UNSAFE, [reason], ())
    found: Verdict = verdict(site, string, parsed, module, project)
    return _made(module, string, found.safety, found.reasons, edits)


def _position(string: TypeString) -> Reason | None:
    if string.standing is Standing.FOREIGN:
        sentence = f"`{string.head}[...]` may take strings that are no types"
        return Reason("keep:foreign-subscript", sentence)
    if string.standing is Standing.CALL:
        return Reason("keep:in-call", "a string inside a call is an argument, not a type")
    if string.standing is Standing.DISPLAY:
        return Reason("keep:in-display", "a string inside a list, tuple, dict or expression is a value")
    return None


def _star_allowed(site: Site, string: TypeString) -> bool:
    return site.place is Place.STAR_ARGS and string.standing is Standing.WHOLE


def _made(
    module: Module,
    string: TypeString,
    safety: Safety,
    reasons: Sequence[Reason],
    edits: Iterable[Edit],
) -> Finding:
    shown = module.segment(string.node)
    shown = shown if len(shown) <= 60 and "\n" not in shown else shown.split("\n")[0][:57] + "..."
    verbs = {
        Safety.SAFE: f"{shown} needs no quotes",
        Safety.CONDITIONAL: f"{shown} keeps its quotes unless the condition is known to hold",
        Safety.UNSAFE: f"{shown} keeps its quotes",
    }
    edits = edits if safety is not Safety.UNSAFE else ()
    return module.finding(
        QuotedAnnotation.code, string.node, safety, verbs[safety], reasons=reasons, edits=edits
    )


RULE = QuotedAnnotation()
