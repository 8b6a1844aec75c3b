"""What `from __future__ import annotations` holds back, name by name.

With it (PEP 563) every annotation is a string; without it, on 3.14, each is evaluated lazily
where it stands. Removing it is like taking the quotes off every annotation of the file.
"""

import ast
from collections.abc import Iterator

from ftmigrate.analysis.eager import evaluator_of, reader_of
from ftmigrate.analysis.import_time import reader_between
from ftmigrate.analysis.modules import Module, Project
from ftmigrate.analysis.resolution import judge
from ftmigrate.analysis.scoping import Place, Site
from ftmigrate.analysis.typeexpressions import NameUse, Role, Shape, shape
from ftmigrate.model.finding import Reason, Safety

_MANY = 10_000


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
    for site in module.scoping.sites:
        if site.place in (Place.NEVER, Place.TYPE_ALIAS, Place.TYPE_PARAMETER):
            continue
        if site.arm is not None and (site.arm.typing_only or site.arm.dead):
            continue
        yield from _at(site, module, project)


def _names_annotations(module: Module) -> bool:
    return "__annotations__" in module.text and any(
        isinstance(node, ast.Name) and node.id == "__annotations__" for node in ast.walk(module.tree)
    )


def _at(site: Site, module: Module, project: Project) -> Iterator[tuple[Safety, Reason]]:
    line = site.annotation.lineno
    found = _shape(site.annotation, module, project)
    if found.refused is not None:
        yield Safety.UNSAFE, Reason(*found.refused, module.path, line)
        return
    if found.union_with_string:
        sentence = "a union with a string raises TypeError when it is evaluated"
        yield Safety.CONDITIONAL, Reason("keep:partial-union", sentence, module.path, line)
    judgements = [judge(use, site, module, project) for use in found.uses]
    for one in judgements:
        if one.safety is not Safety.SAFE or one.code.startswith("repair:"):
            yield one.safety, Reason(one.code, f"line {line}: {one.message}", module.path, line)
    if any(one.rebound for one in judgements) and (reader := evaluator_of(site, module, project)) is not None:
        sentence = f"line {line}: `{reader.name}` may read a name while it still means something else"
        yield Safety.UNSAFE, Reason(f"keep:rebound-later({reader.name})", sentence, module.path, reader.line)
    fields = site.place is Place.CLASS_VARIABLE
    if fields or any(one.later for one in judgements):
        until = max((one.until for one in judgements if one.later), default=0)
        reader = reader_of(site, module, project)
        if reader is None and until:
            reader = reader_between(site, until, module, project)
        if reader is not None:
            code = f"keep:eager-reader({reader.name})"
            sentence = f"line {line}: `{reader.name}` may read the annotation when it is not yet resolvable"
            yield Safety.CONDITIONAL, Reason(code, sentence, module.path, reader.line)


def _shape(annotation: ast.expr, module: Module, project: Project) -> Shape:
    """By its text, since most annotations of a project are written alike."""
    if isinstance(annotation, ast.Name):
        return Shape(None, (NameUse(annotation.id, Role.PLAIN),))
    text = module.segment(annotation)
    if (known := project.shapes.get(text)) is None:
        if len(project.shapes) > _MANY:
            project.shapes.clear()
        known = project.shapes[text] = shape(annotation)
    return known
