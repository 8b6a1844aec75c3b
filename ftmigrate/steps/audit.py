"""Readiness of a project's dependencies and code."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ftmigrate.checks.readiness_verdict import PROFILES, verdict
from ftmigrate.model.auditing import Audit, CodeNote, Go
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress
from ftmigrate.steps.audit_code import read_code
from ftmigrate.steps.audit_codemod import codemod_notes
from ftmigrate.steps.audit_declared import judge_declared
from ftmigrate.steps.audit_index import Judged, places, version_ranges, with_index
from ftmigrate.steps.audit_installed import judge_installed, take_inventories

_BY_TAG = "nothing was imported, all of it is by tag only: `ftmigrate init` makes environments to prove it in"


def audit(
    project: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    *,
    profile: str = "local",
    offline: bool = False,
    quick: bool = False,
    progress: Progress,
) -> Audit:
    """Judge every dependency on every target, and say go, wait or no.

    `quick` judges what is installed in the environments and what importing it there does, and
    asks no index. Without environments, what the project declares is resolved and judged by tag
    alone. Raises UsageError for an unknown profile and ProjectCommandFailed where an
    environment's interpreter does not answer.
    """
    if profile not in PROFILES:
        raise UsageError(f"there is no profile {profile!r}.", hint=f"Use one of: {', '.join(PROFILES)}.")
    if quick or environments:
        found = _installed(project, environments, configuration, offline, quick, progress)
    else:
        found = judge_declared(project, configuration, offline=offline, progress=progress)
    by_tag = () if environments or not found.packages else (_BY_TAG,)
    code = () if quick else _own_code(project, environments, configuration, progress)
    go, reasons, limits = verdict(found.packages, found.targets, profile, code)
    if found.reason:
        go, reasons = (Go.WAIT if go is Go.GO else go), (*reasons, found.reason)
    return Audit(
        verdict=go,
        profile=profile,
        packages=found.packages,
        reasons=reasons,
        limits=(*limits, *by_tag),
        code=code,
        targets=found.targets,
        indexes=found.indexes,
        as_of=found.as_of or datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _own_code(
    project: Path, environments: Sequence[Environment], configuration: Configuration, progress: Progress
) -> tuple[CodeNote, ...]:
    return (
        *read_code(project, environments, configuration, progress),
        *codemod_notes(project, environments, configuration, progress),
    )


def _installed(
    project: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    offline: bool,
    quick: bool,
    progress: Progress,
) -> Judged:
    """What is in the environments, by import and, unless `quick`, by what the indexes say."""
    targets = tuple(environment.target.name for environment in environments)
    if not environments:
        nothing = "nothing was judged: the project has no environments yet; make them with `ftmigrate init`"
        return Judged((), targets, reason=nothing)
    inventories = take_inventories(project, environments, keep_going=not quick, progress=progress)
    packages = judge_installed(inventories)
    if quick:
        return Judged(packages, targets)
    where = places(inventories, configuration)
    ranges = version_ranges(project, inventories, configuration)
    return with_index(project, packages, where, ranges, offline=offline, progress=progress)
