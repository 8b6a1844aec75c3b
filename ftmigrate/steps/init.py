"""The way in: interpreters, environments, configuration, and what the project has before it."""

import dataclasses
from pathlib import Path

from ftmigrate.host import configuration as settings
from ftmigrate.host.setup_summaries import Summaries
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.progress import Progress
from ftmigrate.model.project_setup import Action, InitResult, SetupStep
from ftmigrate.steps import dependencies
from ftmigrate.steps.environments import Consent, refuse
from ftmigrate.steps.project_setup import Setup, Targets
from ftmigrate.steps.setup_summaries import summarize

STAND_IN = "3.13t"


def init(
    project: Path,
    *,
    allow_stand_in: bool = False,
    dry_run: bool = False,
    summaries: bool = True,
    progress: Progress,
    consent: Consent = refuse,
) -> InitResult:
    """Make what is missing; a second call finds everything there and starts no process.

    A target whose interpreter is not obtainable, or whose dependencies cannot be installed, is
    in the result, and the other target's environment is made all the same. Raises UsageError
    where there is no project or its configuration is wrong.
    """
    wanted = _configuration(project, allow_stand_in)
    declared = dependencies.read(project, wanted)
    setup = Setup(project, wanted, declared, progress, consent)
    made = setup.plan() if dry_run else setup.make()
    written, kept = _write(project, wanted, made, dry_run=dry_run)
    parts: Summaries = (None, None)
    if summaries and not dry_run and made.environments:
        parts = summarize(project, made.environments, wanted, declared.fingerprint, progress)
    return InitResult(
        project=project,
        dry_run=dry_run,
        steps=(*made.steps, *kept),
        environments=made.environments,
        unavailable=made.unavailable,
        failures=made.failures,
        failed_with=made.failed_with,
        findings=made.findings,
        notes=made.notes,
        written=written,
        audit=parts[0],
        codemod=parts[1],
        next_steps=_next_steps(made, wanted, dry_run=dry_run),
    )


def synced(project: Path, *, progress: Progress, consent: Consent = refuse) -> InitResult:
    """Only the environments: what `env sync` does. Errors as in `init`."""
    configuration = settings.read(project)
    declared = dependencies.read(project, configuration)
    made = Setup(project, configuration, declared, progress, consent).make()
    return InitResult(
        project=project,
        dry_run=False,
        steps=made.steps,
        environments=made.environments,
        unavailable=made.unavailable,
        failures=made.failures,
        failed_with=made.failed_with,
        findings=made.findings,
        notes=made.notes,
        written=made.written,
    )


def _configuration(project: Path, allow_stand_in: bool) -> Configuration:
    configuration = settings.read(project)
    if allow_stand_in and configuration.stand_in is None:
        return dataclasses.replace(configuration, stand_in=STAND_IN)
    return configuration


def _write(
    project: Path, wanted: Configuration, made: Targets, *, dry_run: bool
) -> tuple[tuple[str, ...], tuple[SetupStep, ...]]:
    """Write the configuration; the files written, and its step."""
    path = settings.location(project)
    name = "[tool.ftmigrate] in pyproject.toml" if path.name == settings.PYPROJECT else path.name
    if settings.is_written(project, wanted):
        return made.written, (SetupStep(name, Action.KEPT),)
    if dry_run:
        return made.written, (SetupStep(name, Action.PLANNED, settings.rendered(wanted)),)
    settings.write(project, wanted)
    return (*made.written, path.name), (SetupStep(name, Action.MADE),)


def _next_steps(made: Targets, configuration: Configuration, *, dry_run: bool) -> tuple[str, ...]:
    if dry_run:
        return ("ftmigrate init: does what this plan says",)
    lines = [f"ftmigrate python install {target}: to try again to get it" for target in made.unavailable]
    if made.unavailable and configuration.stand_in is None:
        lines.append("ftmigrate init --allow-stand-in: takes another free-threaded version in its place")
    if made.failures:
        lines.append("ftmigrate env sync: to try the environments again")
    if made.environments:
        lines += [
            "ftmigrate audit: every dependency, with its evidence",
            "ftmigrate codemod --diff: what would be rewritten",
            "ftmigrate migrate: all of it, on a copy, with a report",
        ]
    return tuple(lines)
