"""Readiness of a project's dependencies and code."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ftmigrate.checks.readiness_verdict import PROFILES, verdict
from ftmigrate.checks.ways_out import wanted_alternatives, with_ways_out
from ftmigrate.model.auditing import Audit, Go, PackageReadiness
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress
from ftmigrate.steps.audit_code import read_code
from ftmigrate.steps.audit_index import (
    IndexAnswers,
    add_index,
    ask,
    places,
    ready_alternatives,
    version_ranges,
)
from ftmigrate.steps.audit_installed import Inventory, judge_installed, take_inventories


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
    asks no index. Raises UsageError for an unknown profile and ProjectCommandFailed where an
    environment's interpreter does not answer.
    """
    if profile not in PROFILES:
        raise UsageError(f"there is no profile {profile!r}.", hint=f"Use one of: {', '.join(PROFILES)}.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if not environments:
        nothing = "nothing was judged: the project has no environments yet; make them with `ftmigrate init`"
        return Audit(Go.WAIT, profile, (), (nothing,), as_of=now)
    inventories = take_inventories(project, environments, keep_going=not quick, progress=progress)
    packages = judge_installed(inventories)
    answers = None
    if not quick:
        packages, answers = _with_index(project, packages, inventories, configuration, offline, progress)
    code = () if quick else read_code(project, environments, configuration, progress)
    targets = tuple(environment.target.name for environment in environments)
    go, reasons, limits = verdict(packages, targets, profile, code)
    return Audit(
        verdict=go,
        profile=profile,
        packages=packages,
        reasons=reasons,
        limits=limits,
        code=code,
        targets=targets,
        indexes=answers.indexes if answers else (),
        as_of=answers.as_of if answers and answers.as_of else now,
    )


def _with_index(
    project: Path,
    packages: Sequence[PackageReadiness],
    inventories: Sequence[Inventory],
    configuration: Configuration,
    offline: bool,
    progress: Progress,
) -> tuple[tuple[PackageReadiness, ...], IndexAnswers]:
    """What the indexes say about every package, and about what could replace those in the way."""
    where = places(inventories, configuration)
    names = [package.name for package in packages]
    answers = ask(project, names, offline=offline, progress=progress)
    judged = add_index(packages, where, answers, version_ranges(project, inventories, configuration))
    others = wanted_alternatives(judged)
    ready = {}
    if others:
        more = ask(project, others, offline=offline, progress=progress)
        ready = ready_alternatives(others, where, more)
    return with_ways_out(judged, ready), answers
