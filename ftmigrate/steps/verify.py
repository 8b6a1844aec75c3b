"""Proves that the program after the migration is the program before it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ftmigrate.checks.gil import check_gil
from ftmigrate.checks.parallelism import check_parallelism
from ftmigrate.checks.verification_verdict import verdict
from ftmigrate.host.gil_offenders import gil_offenders
from ftmigrate.host.tree_differences import changed_files
from ftmigrate.model.annotation_reading import AnnotationReading
from ftmigrate.model.checking import AnnotationOffence, Check, LoadedExtension, TestRun, Verification
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress
from ftmigrate.model.racing import Race
from ftmigrate.steps.verify_annotations import read_both
from ftmigrate.steps.verify_races import SEEDS, hunt
from ftmigrate.steps.verify_tests import run_after, run_both, test_command
from ftmigrate.steps.verify_trees import Trees

CHECKS = ("tests", "gil", "parallelism", "annotations", "races", "cold")


@dataclass(frozen=True, slots=True)
class _OnTarget:
    checks: tuple[Check, ...]
    runs: tuple[TestRun, ...] = ()
    offences: tuple[AnnotationOffence, ...] = ()
    races: tuple[Race, ...] = ()


def verify(
    before: Path,
    after: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    *,
    touched: Sequence[str] = (),
    only: Sequence[str] = (),
    budget: float | None = None,
    seeds: Sequence[int] = SEEDS,
    progress: Progress,
) -> Verification:
    """Compare two complete trees of a project in each environment.

    `touched` names the files that the migration changed (relative, forward slashes), else they
    are found by comparing; `only` keeps the checks of these ids; `budget` is seconds for all,
    `seeds` say how threads are held up while races are hunted.
    A test command that can't be started raises ProjectCommandFailed.
    """
    changed = tuple(touched) or changed_files(before, after)
    deadline = None if budget is None else time.monotonic() + budget
    trees = Trees(before, after, changed, configuration, deadline, progress)
    found = [_on_target(trees, environment, frozenset(only), seeds) for environment in environments]
    checks = tuple(check for target in found for check in target.checks)
    return Verification(
        verdict=verdict(checks),
        checks=checks,
        runs=tuple(run for target in found for run in target.runs),
        offences=tuple(offence for target in found for offence in target.offences),
        races=tuple(race for target in found for race in target.races),
    )


def _on_target(
    trees: Trees, environment: Environment, only: frozenset[str], seeds: Sequence[int]
) -> _OnTarget:
    wanted = only or frozenset(CHECKS)
    gil = "gil" in wanted and environment.interpreter.free_threaded
    threads = wanted & {"races", "cold"}
    checks: list[Check] = []
    runs: tuple[TestRun, ...] = ()
    offences: tuple[AnnotationOffence, ...] = ()
    races: tuple[Race, ...] = ()
    reading: AnnotationReading | None = None
    command = test_command(trees, environment)
    if "annotations" in wanted or gil:
        check, offences, reading = read_both(trees, environment)
        checks.append(check)
    if wanted & {"tests", "parallelism"}:
        check, runs = run_both(trees, environment, command)
        checks.append(check)
    elif gil or threads:
        runs = run_after(trees, environment, command)
    after = next((run for run in reversed(runs) if run.phase == "after"), None)
    if gil:
        checks.append(_gil(trees, environment, after, reading))
    if "parallelism" in wanted and {run.phase for run in runs} >= {"before", "after"}:
        before = next(run for run in runs if run.phase == "before")
        checks.append(check_parallelism(environment.label, before, after))
    if threads:
        hunted = hunt(
            trees, environment, command, after, seeds=seeds, asked=bool(threads & only), wanted=threads
        )
        checks += hunted.checks
        races = hunted.races
    return _OnTarget(tuple(c for c in checks if c.id in wanted), runs, offences, races)


def _gil(
    trees: Trees,
    environment: Environment,
    run: TestRun | None,
    reading: AnnotationReading | None,
) -> Check:
    started = time.monotonic()
    extensions = {e.name: e for e in (reading.extensions if reading else ())}
    extensions |= {e.name: e for e in (run.extensions if run else ())}
    enabled = reading.gil_enabled if reading else None
    offenders: tuple[LoadedExtension, ...] = ()
    if enabled or (run is not None and run.gil_enabled):
        with trees.progress.task(f"Looking for what brought the GIL back on {environment.label}"):
            offenders = gil_offenders(trees.after, environment, tuple(extensions.values()))
    check = check_gil(environment.label, run, enabled, offenders)
    return replace(check, seconds=time.monotonic() - started)
