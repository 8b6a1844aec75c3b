"""Annotations that somebody may read before what they name is there."""

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence

from ftmigrate.analysis.eager import EagerReader, reader_of
from ftmigrate.analysis.import_time import reader_between
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.resolution import Judgement
from ftmigrate.analysis.scoping import Site


def early_reader(
    site: Site, judgements: Sequence[Judgement], module: Module, project: Project
) -> tuple[EagerReader, str] | None:
    """Who may read the annotation too early, and the name that may not be bound by then."""
    later = [one for one in judgements if one.later]
    modules = [one for one in judgements if one.of_module]
    if not later and not modules:
        return None
    reader = reader_of(site, module, project)
    if later:
        until = max(one.until for one in later)
        if (found := reader or reader_between(site, until, module, project)) is not None:
            return found, later[0].message.partition(" ")[0]
    for one in modules:
        found = reader or reader_between(site, sys.maxsize, module, project)
        if found is not None and may_be_unfinished(one.of_module, module, project):
            return found, f"all of `{one.of_module}`"
    return None


def may_be_unfinished(dotted: str, module: Module, project: Project) -> bool:
    """Whether a module of the project imports `module` in its turn, and so may be half made when that runs:
    its names are not all there yet."""
    return module.path in project.recall(("imports in turn", dotted), lambda: _reached(dotted, project))


def _reached(dotted: str, project: Project) -> frozenset[str]:
    """The paths of a module and of all that it imports, and these import."""
    pending, seen, paths = [dotted], {dotted}, set()
    while pending:
        path, imported = _imports(pending.pop(), project)
        paths.add(path)
        pending += imported - seen
        seen |= imported
    return frozenset(paths)


def _imports(dotted: str, project: Project) -> tuple[str, frozenset[str]]:
    """A module's path, and the dotted names of what may be modules and is imported while it runs, packages
    on the way among them; nothing where the project has no such module."""
    return project.recall(("imports", dotted), lambda: _read_imports(project.module(dotted), project))


def _read_imports(module: Module | None, project: Project) -> tuple[str, frozenset[str]]:
    if module is None:
        return "", frozenset()
    return module.path, frozenset(filter(project.may_hold, _with_packages(_named(module))))


def _named(module: Module) -> Iterator[str]:
    scope = module.scoping.module
    for every in (scope.stars, *scope.bindings.values()):
        for one in every:
            if not isinstance(one.node, ast.alias) or one.typing_only or one.dead:
                continue
            source = one.statement
            within = f"{module.absolute_import(source)}." if isinstance(source, ast.ImportFrom) else ""
            yield f"{within}{one.node.name}"


def _with_packages(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        parts = name.split(".")
        yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))
