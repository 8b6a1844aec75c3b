"""The whole of a migration, as one value that every renderer reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ftmigrate.model.auditing import Audit
from ftmigrate.model.checking import Verification
from ftmigrate.model.finding import FileOutcome
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Benchmark


@dataclass(frozen=True, slots=True)
class Report:
    """Parts that were not run are None; `written` says whether the codemod changed the project.

    `unavailable` maps a target to a line from each provider that could not get it, `failures` an
    environment's name to what went wrong while it was made.
    """

    project: str
    when: str
    version: str
    environments: tuple[Environment, ...]
    unavailable: Mapping[str, tuple[str, ...]]
    audit: Audit | None
    codemod: tuple[FileOutcome, ...] | None
    written: bool
    verification: Verification | None
    benchmark: Benchmark | None
    next_steps: tuple[str, ...] = ()
    failures: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    codemod_seconds: float = 0.0
