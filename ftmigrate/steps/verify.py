"""Proves that the program after the migration is the program before it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ftmigrate.checks.gil import check_gil
from ftmigrate.checks.verification_verdict import verdict
from ftmigrate.host.gil_offenders import gil_offenders
from ftmigrate.host.tree_differences import changed_files
from ftmigrate.model.annotation_reading import AnnotationReading
from ftmigrate.model.checking import AnnotationOffence, Check, LoadedExtension, TestRun, Verification
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress
from ftmigrate.steps.verify_annotations import read_both
from ftmigrate.steps.verify_tests import run_both
from ftmigrate.steps.verify_trees import Trees

CHECKS = ("tests", "gil", "annotations")


@dataclass(frozen=True, slots=True)
class _OnTarget:
    checks: tuple[Check, ...]
    runs: tuple[TestRun, ...] = ()
    offences: tuple[AnnotationOffence, ...] = ()


def verify(
    before: Path,
    after: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    *,
    touched: Sequence[str] = (),
    only: Sequence[str] = (),
    budget: float | None = None,
    progress: Progress,
) -> Verification:
    """Compare two complete trees of a project in each environment.

    `touched` names the files that the migration changed (relative, forward slashes), else they
    are found by comparing; `only` keeps the checks of these ids; `budget` is seconds for all.
    A test command that can't be started raises ProjectCommandFailed.
    """
    changed = tuple(touched) or changed_files(before, after)
    deadline = None if budget is None else time.monotonic() + budget
    trees = Trees(before, after, changed, configuration, deadline, progress)
    wanted = frozenset(only or CHECKS)
    found = [_on_target(trees, environment, wanted) for environment in environments]
    checks = tuple(check for target in found for check in target.checks)
    return Verification(
        verdict=verdict(checks),
        checks=checks,
        runs=tuple(run for target in found for run in target.runs),
        offences=tuple(offence for target in found for offence in target.offences),
    )


def _on_target(trees: Trees, environment: Environment, wanted: frozenset[str]) -> _OnTarget:
    checks: list[Check] = []
    runs: tuple[TestRun, ...] = ()
    offences: tuple[AnnotationOffence, ...] = ()
    reading: AnnotationReading | None = None
    free_threaded = environment.interpreter.free_threaded
    if "annotations" in wanted or ("gil" in wanted and free_threaded):
        check, offences, reading = read_both(trees, environment)
        checks += [check] if "annotations" in wanted else []
    if "tests" in wanted or ("gil" in wanted and free_threaded):
        check, runs = run_both(trees, environment)
        checks += [check] if "tests" in wanted else []
    if "gil" in wanted and free_threaded:
        checks.append(_gil(trees, environment, runs, reading))
    return _OnTarget(tuple(checks), runs, offences)


def _gil(
    trees: Trees,
    environment: Environment,
    runs: tuple[TestRun, ...],
    reading: AnnotationReading | None,
) -> Check:
    started = time.monotonic()
    run = next((run for run in reversed(runs) if run.phase == "after"), None)
    extensions = {e.name: e for e in (reading.extensions if reading else ())}
    extensions |= {e.name: e for e in (run.extensions if run else ())}
    enabled = reading.gil_enabled if reading else None
    offenders: tuple[LoadedExtension, ...] = ()
    if enabled or (run is not None and run.gil_enabled):
        with trees.progress.task(f"Looking for what brought the GIL back on {environment.label}"):
            offenders = gil_offenders(trees.after, environment, tuple(extensions.values()))
    check = check_gil(environment.label, run, enabled, offenders)
    return replace(check, seconds=time.monotonic() - started)
