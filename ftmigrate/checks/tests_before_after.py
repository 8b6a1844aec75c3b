"""The project's tests before and after, in one environment."""

import re
from collections.abc import Collection, Mapping

from ftmigrate.model.checking import Check, CheckStatus, Outcome, TestRun

_BAD = {Outcome.FAILED, Outcome.ERROR}
# What a person can do where nothing was run: the rest of the checks proves no behaviour.
ADD_TESTS = "name a command that runs the program in [tool.ftmigrate.verify] command, such as a smoke test"
_NO_TESTS = 5  # the exit status of pytest, and of unittest since 3.12, when nothing was collected


def compare_tests(before: TestRun, after: TestRun, flaky: Collection[str] = ()) -> Check:
    """PASS only where at least one test passed before and every one that did still does."""
    seconds = before.seconds + after.seconds
    status, detail, lines = _judged(before, after, frozenset(flaky))
    return Check("tests", after.target, status, detail, seconds, (*lines, *after.notes))


def newly_bad(before: TestRun, after: TestRun) -> tuple[str, ...]:
    """Tests that fail, or no longer run, and did not fail before."""
    bad = [
        t for t, outcome in after.outcomes.items() if outcome in _BAD and before.outcomes.get(t) not in _BAD
    ]
    lost = [t for t, outcome in before.outcomes.items() if t not in after.outcomes and outcome not in _BAD]
    return tuple(bad + lost)


def _judged(
    before: TestRun, after: TestRun, flaky: frozenset[str]
) -> tuple[CheckStatus, str, tuple[str, ...]]:
    for run in (before, after):
        if run.foreign:
            return CheckStatus.UNKNOWN, _foreign(run), run.foreign[:10]
    if after.timed_out and not before.timed_out:
        return CheckStatus.FAIL, _timed_out(after), _tail(after)
    if before.timed_out:
        return CheckStatus.ERROR, _timed_out(before), _tail(before)
    if not before.outcomes and not after.outcomes:
        return _by_exit_code(before, after)
    return _test_by_test(before, after, flaky)


def _by_exit_code(before: TestRun, after: TestRun) -> tuple[CheckStatus, str, tuple[str, ...]]:
    command = before.command
    if before.exit_code == after.exit_code == _NO_TESTS:
        return CheckStatus.SKIP, f"`{command}` found no tests: {ADD_TESTS}", ()
    if before.exit_code != 0:
        detail = (
            f"`{command}` failed before the migration already (exit {before.exit_code}): nothing to compare"
        )
        return CheckStatus.ERROR, detail, _tail(before)
    if after.exit_code != 0:
        return CheckStatus.FAIL, f"`{command}` exits {after.exit_code} after, 0 before", _tail(after)
    return CheckStatus.PASS, f"`{command}` succeeds before and after", ()


def _test_by_test(
    before: TestRun, after: TestRun, flaky: frozenset[str]
) -> tuple[CheckStatus, str, tuple[str, ...]]:
    worse = [test for test in newly_bad(before, after) if test not in flaky]
    passed = [t for t, outcome in before.outcomes.items() if outcome is Outcome.PASSED]
    skipped = [t for t in passed if after.outcomes.get(t) is Outcome.SKIPPED and t not in flaky]
    lines = (*_explained("newly failing", worse, after), *_explained("newly skipped", skipped, after))
    lines += _context(before, after, flaky)
    other = _other_reasons(before, after, flaky)
    lines += tuple(f"skipped for a new reason: {text}" for text in other)
    if worse:
        known = "" if passed else "; before, no test passed at all"
        return CheckStatus.FAIL, f"{_count(len(worse), 'test')} newly failing: {_named(worse)}{known}", lines
    if not passed:
        bad = sum(outcome in _BAD for outcome in before.outcomes.values())
        status = CheckStatus.ERROR if bad else CheckStatus.SKIP
        return status, f"no test passed before the migration ({_counts(before)}): nothing to compare", lines
    if skipped:
        detail = f"{_count(len(skipped), 'test')} passed before and skipped after: {_named(skipped)}"
        return CheckStatus.UNKNOWN, detail, lines
    if other:
        detail = f"{_count(len(other), 'test')} skipped for a new reason: {_named(list(other))}"
        return CheckStatus.UNKNOWN, detail, lines
    return CheckStatus.PASS, _same(before, after, flaky), lines


def _other_reasons(before: TestRun, after: TestRun, flaky: frozenset[str]) -> tuple[str, ...]:
    """Tests that were skipped before already, and say now that it is for something else."""
    found = []
    for test, outcome in before.outcomes.items():
        both = outcome is after.outcomes.get(test) is Outcome.SKIPPED and test not in flaky
        old, new = before.messages.get(test, ""), after.messages.get(test, "")
        if both and _reason(old) != _reason(new):
            found.append(f"{test}: {new or 'no reason'} (before: {old or 'no reason'})")
    return tuple(found)


def _reason(message: str) -> str:
    """Without what differs between two runs or two trees: folders, numbers, addresses."""
    return re.sub(r"0x[0-9a-f]+|\d+|\S*[/\\]", "", message)


def _same(before: TestRun, after: TestRun, flaky: frozenset[str]) -> str:
    parts = [f"{_counts(after)}, as before"]
    already = [t for t, outcome in before.outcomes.items() if outcome in _BAD and t not in flaky]
    cured = [t for t in already if after.outcomes.get(t) is Outcome.PASSED]
    if already:
        parts.append(f"{len(already)} failed before already: {_named(already)}")
    if cured:
        parts.append(f"{len(cured)} of them newly passing")
    if flaky:
        parts.append(f"{len(flaky)} flaky before the migration, not judged: {_named(sorted(flaky))}")
    return "; ".join(parts)


def _context(before: TestRun, after: TestRun, flaky: frozenset[str]) -> tuple[str, ...]:
    already = [t for t, o in before.outcomes.items() if o in _BAD and t not in flaky]
    cured = [t for t in already if after.outcomes.get(t) is Outcome.PASSED]
    return (
        *_explained("failed before already", already, before),
        *(f"newly passing: {test}" for test in cured),
        *(f"flaky before the migration: {test}" for test in sorted(flaky)),
    )


def _explained(what: str, tests: list[str], run: TestRun) -> tuple[str, ...]:
    def why(test: str) -> str:
        text = run.messages.get(test, "" if test in run.outcomes else "it no longer runs")
        return f": {text}" if text else ""

    return tuple(f"{what}: {test}{why(test)}" for test in tests)


def _counts(run: TestRun) -> str:
    totals: Mapping[Outcome, int] = {
        outcome: sum(found is outcome for found in run.outcomes.values()) for outcome in Outcome
    }
    return ", ".join(f"{number} {outcome.value}" for outcome, number in totals.items() if number)


def _named(tests: list[str], limit: int = 3) -> str:
    more = f" and {len(tests) - limit} more" if len(tests) > limit else ""
    return ", ".join(tests[:limit]) + more


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _timed_out(run: TestRun) -> str:
    where = f", while {run.running} was running" if run.running else ""
    return f"the tests {run.phase} the migration were stopped after {run.seconds:.0f} s{where}"


def _foreign(run: TestRun) -> str:
    return (
        f"the tests {run.phase} the migration imported {_named(list(run.foreign), 1)} from another tree "
        "than the one under test, so they say nothing about it"
    )


def _tail(run: TestRun) -> tuple[str, ...]:
    return tuple(run.output_tail.splitlines())
