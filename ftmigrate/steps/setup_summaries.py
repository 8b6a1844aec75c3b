"""What a project has before it: readiness and the codemod's dry run, kept until it changes."""

from collections.abc import Sequence
from pathlib import Path

from ftmigrate import __version__
from ftmigrate.host.setup_summaries import Summaries, keep, recall
from ftmigrate.host.source_stamps import stamp_of_sources
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress
from ftmigrate.model.project_setup import CodemodSummary, ReadinessSummary


def summarize(
    project: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    fingerprint: str,
    progress: Progress,
) -> Summaries:
    """Both summaries, from the last run where nothing that decides them has changed."""
    names = [(environment.label, environment.interpreter.version) for environment in environments]
    key = stamp_of_sources(project, __version__, names, configuration, fingerprint)
    kept = recall(project, key)
    if kept is not None:
        return kept
    summaries = (
        _readiness(project, environments, configuration, progress),
        _codemod(project, environments, configuration, progress),
    )
    keep(project, key, summaries)
    return summaries


def _readiness(
    project: Path, environments: Sequence[Environment], configuration: Configuration, progress: Progress
) -> ReadinessSummary:
    from ftmigrate.steps.audit import audit

    return ReadinessSummary.of(audit(project, environments, configuration, quick=True, progress=progress))


def _codemod(
    project: Path, environments: Sequence[Environment], configuration: Configuration, progress: Progress
) -> CodemodSummary:
    from ftmigrate.steps import codemod

    newest = max((e.interpreter for e in environments), key=lambda interpreter: interpreter.minor)
    done = codemod.run(project, configuration, interpreter=newest, progress=progress)
    return CodemodSummary.of(tuple(done.outcomes))
