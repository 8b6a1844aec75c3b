"""The project's tests, before and after, on one target."""

from ftmigrate.checks.tests_before_after import compare_tests, newly_bad
from ftmigrate.host.test_commands import NoTests, TestCommand, configured_command, found_command
from ftmigrate.host.test_runs import run_tests
from ftmigrate.model.checking import Check, CheckStatus, TestRun
from ftmigrate.model.interpreter import Environment
from ftmigrate.steps.verify_annotations import patient
from ftmigrate.steps.verify_trees import Trees

_BASELINE_RUNS = 3


def run_both(
    trees: Trees, environment: Environment, command: TestCommand | NoTests
) -> tuple[Check, tuple[TestRun, ...]]:
    """The check and its runs. Where a test is newly failing, the tests before run again until
    there are three runs: what differs between those is flaky, and not the migration's."""
    if isinstance(command, NoTests):
        return _nothing(command, environment), ()
    before = _run(trees, environment, command, "before")
    after = _run(trees, environment, command, "after")
    baseline = [before]
    if newly_bad(before, after) and not before.timed_out and not after.timed_out:
        while len(baseline) < _BASELINE_RUNS and not trees.out_of_time:
            baseline.append(_run(trees, environment, command, "before"))
    check = compare_tests(before, after, flaky_tests(baseline))
    return patient(check, trees, environment), (*baseline, after)


def run_after(trees: Trees, environment: Environment, command: TestCommand | NoTests) -> tuple[TestRun, ...]:
    """One run of the tests after, where nothing is compared; empty where there are none."""
    return () if isinstance(command, NoTests) else (_run(trees, environment, command, "after"),)


def flaky_tests(baseline: list[TestRun]) -> frozenset[str]:
    """Tests whose outcome differs between runs of one and the same program."""
    names = {name for run in baseline for name in run.outcomes}
    return frozenset(name for name in names if len({run.outcomes.get(name) for run in baseline}) > 1)


def test_command(trees: Trees, environment: Environment) -> TestCommand | NoTests:
    """The configured command, else what looking at the tree after finds."""
    configured = trees.configuration.verify.command
    if configured is not None:
        return configured_command(configured, environment)
    return found_command(trees.after, environment)


def _run(trees: Trees, environment: Environment, command: TestCommand, phase: str) -> TestRun:
    timeout = trees.seconds(trees.configuration.verify.timeout)
    tree = trees.before if phase == "before" else trees.after
    with trees.progress.task(f"Tests {phase} on {environment.label}: {command.text}") as task:
        lazy = trees.changed if phase == "after" else ()
        return run_tests(tree, environment, command, phase=phase, timeout=timeout, lazy=lazy, task=task)


def _nothing(none: NoTests, environment: Environment) -> Check:
    if none.missing:
        hint = f"add {none.missing} to a dependency group and name it in [tool.ftmigrate] groups"
        return Check("tests", environment.label, CheckStatus.UNKNOWN, f"{none.reason}; {hint}")
    return Check("tests", environment.label, CheckStatus.SKIP, none.reason)
