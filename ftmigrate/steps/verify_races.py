"""Hunting races in what the migration touched and what that imports, on one target."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.checks.races import check_races, merged
from ftmigrate.host.import_closure import import_closure
from ftmigrate.host.project_modules import importable_modules
from ftmigrate.host.race_runs import kept_files, watch_races
from ftmigrate.host.source_roots import source_roots
from ftmigrate.host.test_commands import NoTests, Runner, TestCommand
from ftmigrate.model.checking import Check, CheckStatus, Outcome, TestRun
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.racing import Race, RaceRun
from ftmigrate.steps.verify_annotations import patient
from ftmigrate.steps.verify_cold import run_cold
from ftmigrate.steps.verify_trees import Trees

SEEDS = (1, 2, 3)
_SECONDS = 60.0
_ADD_TESTS = (
    "name the command that runs them in [tool.ftmigrate.verify] command, or write one that calls the pool"
)
_SLOWER = 8.0
_LEAST_SECONDS = 20.0
_THREADS = re.compile(rb"\b(?:[Tt]hread\w*|to_thread|run_in_executor|concurrent\.futures)\b")


@dataclass(frozen=True, slots=True)
class Hunted:
    """The checks of threads, and what they found."""

    checks: tuple[Check, ...]
    races: tuple[Race, ...] = ()


def hunt(
    trees: Trees,
    environment: Environment,
    command: TestCommand | NoTests,
    plain: TestRun | None,
    *,
    seeds: Sequence[int],
    asked: bool,
    wanted: frozenset[str] = frozenset({"races", "cold"}),
) -> Hunted:
    """Watch the tests, then do what they gave to pools again, cold; `wanted` is races, cold or both.

    `plain` is the test run after, `asked` whether the user named one of these checks: then every
    module of the project is looked at where nothing changed.
    """
    files = _files(trees, environment, asked)
    if not files:
        return _both(
            wanted, environment, CheckStatus.SKIP, "nothing that the migration changed runs in threads"
        )
    if isinstance(command, NoTests) or command.runner is Runner.OTHER or plain is None:
        detail = "only tests that pytest or unittest runs can be watched, and there are none"
        return _both(wanted, environment, CheckStatus.UNKNOWN, f"{detail}: {_ADD_TESTS}")
    if plain.timed_out or not plain.outcomes:
        detail = "the tests do not run after the migration, so there is nothing to watch"
        return _both(wanted, environment, CheckStatus.UNKNOWN, detail)
    with kept_files() as kept:
        runs = _runs(trees, environment, command, plain, files, seeds if "races" in wanted else (), kept)
        races = merged(runs)
        checks: list[Check] = []
        if "races" in wanted:
            expected = [t for t, o in plain.outcomes.items() if o in (Outcome.FAILED, Outcome.ERROR)]
            checks.append(check_races(environment.label, runs, files=len(files), expected=expected))
        if "cold" in wanted:
            spent = sum(run.seconds for run in runs)
            check, more = run_cold(trees, environment, runs[0], files, known=races, spent=spent)
            checks.append(check)
            races = (*(races if "races" in wanted else ()), *more)
    return Hunted(tuple(patient(check, environment) for check in checks), races)


def _both(wanted: frozenset[str], environment: Environment, status: CheckStatus, detail: str) -> Hunted:
    return Hunted(
        tuple(Check(id, environment.label, status, detail) for id in ("races", "cold") if id in wanted)
    )


def _files(trees: Trees, environment: Environment, asked: bool) -> dict[str, str]:
    """Relative path to module name: what was changed and uses threads, and what that imports."""
    modules = importable_modules(trees.after, source_roots(environment), trees.changed)
    threaded = [path for path in trees.changed if _uses_threads(trees, path)]
    if not threaded and asked and not trees.changed:
        threaded = [module.path for module in modules if _uses_threads(trees, module.path)]
    return import_closure(trees.after, modules, threaded)


def _runs(
    trees: Trees,
    environment: Environment,
    command: TestCommand,
    plain: TestRun,
    files: dict[str, str],
    seeds: Sequence[int],
    kept: Path,
) -> list[RaceRun]:
    """One run in which nobody is held up, then a run a seed, while there is time."""
    each = max(_LEAST_SECONDS, plain.seconds * _SLOWER)
    runs: list[RaceRun] = []
    with trees.progress.task(f"Watching threads on {environment.label}", total=1 + len(seeds)) as task:
        for seed in (0, *seeds):
            spent = sum(run.seconds for run in runs)
            late = trees.out_of_time or (runs and spent + runs[-1].seconds > _SECONDS)
            idle = runs and not (runs[0].tasks or runs[0].races)  # holding up threads makes none
            if runs and (late or idle or runs[-1].timed_out):
                break
            runs.append(
                watch_races(
                    trees.after,
                    environment,
                    command,
                    files,
                    seed=seed,
                    timeout=trees.seconds(each),
                    kept=None if seed else kept,
                )
            )
            task.update(advance=1)
    return runs


def _uses_threads(trees: Trees, path: str) -> bool:
    file = trees.after / path
    return file.is_file() and _THREADS.search(file.read_bytes()) is not None
