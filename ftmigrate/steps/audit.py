"""Readiness of a project's dependencies and code."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ftmigrate.checks.readiness_verdict import PROFILES, verdict
from ftmigrate.model.auditing import Audit, Go
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress
from ftmigrate.steps.audit_code import read_code
from ftmigrate.steps.audit_index import add_index, ask
from ftmigrate.steps.audit_installed import judge_installed, take_inventories


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
        answers = ask(project, [package.name for package in packages], offline=offline, progress=progress)
        packages = add_index(project, packages, inventories, configuration, answers)
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
