"""What a fix is asked with, and what it answers."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ftmigrate.analysis.effects import Effects
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.sites import Site
from ftmigrate.model.finding import Edit, Reason
from ftmigrate.rules.concurrency.importing import Imports


@dataclass(frozen=True, slots=True)
class Case:
    """One conditional site; `imports` collects the imports of the conversion and of its fixes."""

    module: Module
    site: Site
    effects: Effects
    imports: Imports

    @property
    def submissions(self) -> list[ast.Call]:
        """The calls that give the pool its work."""
        return [use.call for use in self.site.uses if use.method in SUBMITS]


SUBMITS = frozenset({
    "map", "starmap", "apply", "imap", "imap_unordered", "submit",
    "map_async", "starmap_async", "apply_async",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Met:
    """What meets a condition: `edits`, and `unless`: expressions of which any means processes.

    `note` ends the sentence "threads behave the same: ".
    """

    note: str
    edits: tuple[Edit, ...] = ()
    unless: tuple[str, ...] = ()


Fix = Callable[[Case, Sequence[Reason]], Met | None]
"""Meets all of the reasons that it is given, or answers None."""
