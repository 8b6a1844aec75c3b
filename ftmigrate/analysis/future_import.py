"""What `from __future__ import annotations` holds back, name by name.

With it (PEP 563) every annotation is a string; without it, on 3.14, each is evaluated lazily
where it stands. Removing it is like taking the quotes off every annotation of the file.
"""

import ast
import re
from collections.abc import Generator, Iterator, Sequence

from ftmigrate.analysis.eager import evaluator_of, reader_of
from ftmigrate.analysis.early import early_reader
from ftmigrate.analysis.markers import unseen_marker
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.resolution import Judgement, judge
from ftmigrate.analysis.scopes import Scope, ScopeKind
from ftmigrate.analysis.scoping import Place, Site
from ftmigrate.analysis.typeexpressions import Shape, shape
from ftmigrate.model.finding import Reason, Safety
from ftmigrate.syntax.nodes import DOTTED, walk

_MANY = 10_000
_PLAIN = (str, bool)
_BARE_ANNOTATIONS = re.compile(r"""(?<![\w.'"])__annotations__(?!\w)""")


def statement(module: Module) -> ast.ImportFrom | None:
    """The import of `annotations` from `__future__`, if the file has it."""
    for node in module.outline.body:
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
        ):
            return node
    return None


def objections(module: Module, project: Project) -> Iterator[tuple[Safety, Reason]]:
    """Every reason to keep the import, and (safe ones) every hint that would begin to resolve."""
    if _names_annotations(module):
        sentence = "`__annotations__` is used as a name, and would be gone"
        yield Safety.UNSAFE, Reason("keep:raw-reader", sentence, module.path)
    settled = _Settled()
    for site in module.scoping.sites:
        if site.place in _NOT_EVALUATED:
            continue
        if site.arm is not None and (site.arm.typing_only or site.arm.dead):
            continue
        text = _text(site.annotation, module)
        if not settled.covers(text, site, project):
            if (yield from _by_names(text, site, module, project)):
                settled.note(text, site)
        elif site.place is Place.CLASS_VARIABLE:
            yield from _read_early(site, (), module, project)


_NOT_EVALUATED = frozenset((Place.NEVER, Place.TYPE_ALIAS, Place.TYPE_PARAMETER))


class _Settled:
    """Annotations against which nothing is said, nor against the same ones of their scope further down, nor
    in classes of that scope whose own names they do not use."""

    def __init__(self) -> None:
        self._from: dict[tuple[str, Scope, bool], int] = {}

    def covers(self, text: str, site: Site, project: Project) -> bool:
        scope, field = site.scope, site.place is Place.CLASS_VARIABLE
        line = self._from.get((text, scope, field))
        if line is None and scope.kind is ScopeKind.CLASS and not field:
            if (around := scope.parent) is None or (line := self._from.get((text, around, False))) is None:
                return False
            names = [use.name for use in _shape(text, site.annotation, project).uses]
            hidden = any(one in scope.bindings or one in scope.declared for one in names)
            return line <= site.line and not hidden and not any(one.startswith("__") for one in names)
        return line is not None and line <= site.line

    def note(self, text: str, site: Site) -> None:
        self._from.setdefault((text, site.scope, site.place is Place.CLASS_VARIABLE), site.line)


def _names_annotations(module: Module) -> bool:
    if "__annotations__" not in module.text or _BARE_ANNOTATIONS.search(module.text) is None:
        return False
    return any(isinstance(node, ast.Name) and node.id == "__annotations__" for node in walk(module.tree))


def _by_names(
    text: str, site: Site, module: Module, project: Project
) -> Generator[tuple[Safety, Reason], None, bool]:
    """What is said against an annotation; returned is whether it is settled for those further down too."""
    line = site.annotation.lineno
    found = _shape(text, site.annotation, project)
    if found.refused is not None:
        yield Safety.UNSAFE, Reason(*found.refused, module.path, line)
        return False
    if found.union_with_string:
        sentence = "a union with a string raises TypeError when it is evaluated"
        yield Safety.CONDITIONAL, Reason("keep:partial-union", sentence, module.path, line)
    field = site.place is Place.CLASS_VARIABLE
    if field and (marker := unseen_marker(text, site.annotation, site, module, project)):
        sentence = (
            f"line {line}: without the import `{marker}` would be seen by what makes fields of the class"
        )
        yield Safety.CONDITIONAL, Reason("keep:unseen-marker", sentence, module.path, line)
    judgements = [judge(use, site, module, project) for use in found.uses]
    if all(one.settled for one in judgements):
        if field:
            yield from _read_early(site, (), module, project)
        return not found.union_with_string
    for one in judgements:
        if one.safety is not Safety.SAFE or one.code.startswith("repair:"):
            yield one.safety, Reason(one.code, f"line {line}: {one.message}", module.path, line)
    if any(one.rebound for one in judgements) and (reader := evaluator_of(site, module, project)) is not None:
        sentence = f"line {line}: `{reader.name}` may read a name while it still means something else"
        yield Safety.UNSAFE, Reason(f"keep:rebound-later({reader.name})", sentence, module.path, reader.line)
    yield from _read_early(site, judgements, module, project)
    return False


def _read_early(
    site: Site, judgements: Sequence[Judgement], module: Module, project: Project
) -> Iterator[tuple[Safety, Reason]]:
    # With the import a reader of fields is given text for each of them, and may be made for that.
    reader = reader_of(site, module, project) if site.place is Place.CLASS_VARIABLE else None
    if reader is None and (early := early_reader(site, judgements, module, project)) is not None:
        reader = early[0]
    if reader is not None:
        line = site.annotation.lineno
        code = f"keep:eager-reader({reader.name})"
        sentence = f"line {line}: `{reader.name}` may read the annotation when it is not yet resolvable"
        yield Safety.CONDITIONAL, Reason(code, sentence, module.path, reader.line)


def _text(annotation: ast.expr, module: Module) -> str:
    """What two annotations have in common only where they say the same."""
    return _written(annotation) or module.segment(annotation)


def _written(node: ast.expr) -> str:
    """What is made of names and plain constants, as most people write it; empty for all else. Quicker than
    to look it up."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant):
        plain = node.value is None or isinstance(node.value, _PLAIN)
        return repr(node.value) if plain else "..." if node.value is ... else ""
    if isinstance(node, ast.List):
        inside = _listed(node.elts) if len(node.elts) > 1 else "".join(map(_written, node.elts))
        return f"[{inside}]" if inside or not node.elts else ""
    if isinstance(node, ast.Attribute):
        base = _written(node.value) if isinstance(node.value, DOTTED) else ""
        return base and f"{base}.{node.attr}"
    if isinstance(node, ast.Subscript):
        head = _written(node.value) if isinstance(node.value, DOTTED) else ""
        inside = _listed(node.slice.elts) if isinstance(node.slice, ast.Tuple) else _written(node.slice)
        return head and inside and f"{head}[{inside}]"
    if (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.BitOr)
        and not isinstance(node.right, ast.BinOp)
    ):
        left, right = _written(node.left), _written(node.right)
        return left and right and f"{left} | {right}"
    return ""


def _listed(nodes: Sequence[ast.expr]) -> str:
    if len(nodes) < 2:  # `X[Y,]` is not `X[Y]`
        return ""
    inside = [_written(node) for node in nodes]
    return ", ".join(inside) if all(inside) else ""


def _shape(text: str, annotation: ast.expr, project: Project) -> Shape:
    """By its text, since most annotations of a project are written alike."""
    if (known := project.shapes.get(text)) is None:
        if len(project.shapes) > _MANY:
            project.shapes.clear()
        known = project.shapes[text] = shape(annotation)
    return known
