"""The project's tests, before and after, on one target."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ftmigrate.checks.hangs import diagnose
from ftmigrate.checks.tests_before_after import ADD_TESTS, compare_tests, newly_bad
from ftmigrate.host.supervisor import Look
from ftmigrate.host.test_commands import NoTests, Runner, TestCommand, configured_command, found_command
from ftmigrate.host.test_runs import run_tests
from ftmigrate.model.checking import Check, CheckStatus, Outcome, TestRun
from ftmigrate.model.hanging import Diagnosis, Pace
from ftmigrate.model.interpreter import Environment
from ftmigrate.steps.verify_annotations import patient
from ftmigrate.steps.verify_trees import Trees

_BASELINE_RUNS = 3
_STUCK = 5
_BUSY = 0.2


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
    return patient(check, environment), (*baseline, after)


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
    """One run. A test that is stuck is stopped and left out, and the rest of the suite goes on."""
    run = _once(trees, environment, command, phase, ())
    stuck: dict[str, TestRun] = {}
    while run.stuck and run.running and command.runner is not Runner.OTHER and len(stuck) < _STUCK:
        stuck[run.running] = run
        if trees.out_of_time:
            break
        # Both runners take the option: ftmigrate_unittest has it from us.
        run = _once(trees, environment, command, phase, tuple(f"--deselect={test}" for test in stuck))
    if not stuck:
        return run
    causes = {test: f"stuck: {one.notes[0]}" for test, one in stuck.items()}
    return replace(
        run,
        seconds=run.seconds + sum(one.seconds for one in stuck.values() if one is not run),
        outcomes={**run.outcomes, **dict.fromkeys(stuck, Outcome.ERROR)},
        messages={**run.messages, **causes},
        notes=tuple(f"{test}: {line}" for test, one in stuck.items() for line in one.notes[1:]),
    )


def _once(
    trees: Trees, environment: Environment, command: TestCommand, phase: str, more: tuple[str, ...]
) -> TestRun:
    timeout = trees.seconds(trees.configuration.verify.timeout)
    tree = trees.before if phase == "before" else trees.after
    with trees.progress.task(f"Tests {phase} on {environment.label}: {command.text}") as task:
        return run_tests(
            tree,
            environment,
            command,
            phase=phase,
            timeout=timeout,
            task=task,
            only=more,
            judge=judge,
            each=trees.configuration.verify.test_timeout,
        )


def judge(looks: Sequence[Look], tree: Path) -> Diagnosis:
    """The process that runs the tests speaks, unless another one of the run is at work."""
    main, *others = looks
    said = diagnose(main.first, main.second, main.cpu, main.delay, main.stacks, str(tree))
    busy = [look for look in others if look.cpu > _BUSY]
    if said.pace is Pace.STUCK and busy:
        return Diagnosis(
            Pace.SLOW, f"it waits for {len(busy)} other processes, which are working", said.lines
        )
    return said


def _nothing(none: NoTests, environment: Environment) -> Check:
    if none.missing:
        hint = f"add {none.missing} to a dependency group and name it in [tool.ftmigrate] groups"
        return Check("tests", environment.label, CheckStatus.UNKNOWN, f"{none.reason}; {hint}")
    return Check("tests", environment.label, CheckStatus.SKIP, f"{none.reason}: {ADD_TESTS}")
