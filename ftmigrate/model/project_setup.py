"""What `init` did, or would do, and what it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from ftmigrate.model.auditing import Audit
from ftmigrate.model.finding import FileOutcome, FileStatus, Safety
from ftmigrate.model.interpreter import Environment


class Action(StrEnum):
    """What became of one part: was there already, was made, or could not be made."""

    KEPT = "kept"
    MADE = "made"
    PLANNED = "planned"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One part of the setup. `commands` are exact and can be pasted; empty where none is run."""

    name: str
    action: Action
    detail: str = ""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadinessSummary:
    """`counts` maps a target to how many packages have each status; `reasons` weightiest first."""

    verdict: str
    profile: str
    packages: int
    counts: Mapping[str, Mapping[str, int]]
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, audit: Audit) -> "ReadinessSummary":
        counts: dict[str, dict[str, int]] = {target: {} for target in audit.targets}
        for package in audit.packages:
            for target, judged in package.targets.items():
                of_target = counts.setdefault(target, {})
                of_target[judged.status.value] = of_target.get(judged.status.value, 0) + 1
        return cls(audit.verdict.value, audit.profile, len(audit.packages), counts, audit.reasons)


@dataclass(frozen=True, slots=True)
class CodemodSummary:
    """Of a dry run: files and findings; `safe` ones would be applied by `--write`."""

    files: int
    changed: int
    failed: int
    safe: int
    conditional: int
    unsafe: int

    @classmethod
    def of(cls, outcomes: tuple[FileOutcome, ...]) -> "CodemodSummary":
        safety = [finding.safety for outcome in outcomes for finding in outcome.findings]
        status = [outcome.status for outcome in outcomes]
        return cls(
            files=len(outcomes),
            changed=status.count(FileStatus.CHANGED),
            failed=status.count(FileStatus.FAILED),
            safe=safety.count(Safety.SAFE),
            conditional=safety.count(Safety.CONDITIONAL),
            unsafe=safety.count(Safety.UNSAFE),
        )


@dataclass(frozen=True, slots=True)
class InitResult:
    """`unavailable` maps a target to why no provider could help, `failures` an environment to what
    failed (`failed_with` is the gravest exit code of them, 0 for none); `findings` are sentences
    about the project that its people should act on."""

    project: Path
    dry_run: bool
    steps: tuple[SetupStep, ...]
    environments: tuple[Environment, ...] = ()
    unavailable: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    failures: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    findings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    audit: ReadinessSummary | None = None
    codemod: CodemodSummary | None = None
    next_steps: tuple[str, ...] = ()
    failed_with: int = 0

    @property
    def nothing_to_do(self) -> bool:
        """Whether every part was there already."""
        return all(step.action is Action.KEPT for step in self.steps)
