"""Annotations that somebody may read before what they name is there."""

from collections.abc import Sequence

from ftmigrate.analysis.eager import EagerReader, reader_of
from ftmigrate.analysis.import_graph import imports_in_turn
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
    if reader is not None:
        for one in modules:
            if may_be_unfinished(one.of_module, module, project):
                return reader, f"all of `{one.of_module}`"
    return None


def may_be_unfinished(dotted: str, module: Module, project: Project) -> bool:
    """Whether a module of the project imports `module` in its turn, and so may be half made when that runs:
    its names are not all there yet."""
    return module.path in imports_in_turn(dotted, project)
