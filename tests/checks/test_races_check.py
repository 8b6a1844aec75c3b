"""The verdict on races: an all-clear needs something to have been looked at."""

from ftmigrate.checks.races import check_races, merged
from ftmigrate.model.checking import CheckStatus
from ftmigrate.model.racing import Place, Race, RaceRun


def race(seed: int, line: int) -> Race:
    return Race("lost update", "total", Place("a.py", line), Place("a.py", 9), seed, "test_a", "3.14")


def run(seed: int = 0, *races: Race, **facts: object) -> RaceRun:
    values: dict[str, object] = {"instrumented": 2, "tasks": 8, "failed": (), "passed": 3, "seconds": 1.0}
    return RaceRun(seed, races, **{**values, **facts})  # type: ignore[arg-type]


def status(*runs: RaceRun, expected: tuple[str, ...] = ()) -> CheckStatus:
    return check_races("3.14", runs, files=2, expected=expected).status


def test_clear_only_where_threads_were_watched() -> None:
    assert status(run(), run(1)) is CheckStatus.PASS
    assert status(run(instrumented=0)) is CheckStatus.UNKNOWN
    assert status(run(tasks=0)) is CheckStatus.UNKNOWN
    assert status(run(timed_out=True)) is CheckStatus.UNKNOWN
    assert status(run(broken=("a.py: ValueError",))) is CheckStatus.UNKNOWN
    assert status() is CheckStatus.UNKNOWN


def test_a_test_that_fails_only_when_threads_are_held_up_is_a_finding() -> None:
    assert status(run(), run(3, failed=("test_a",))) is CheckStatus.FAIL
    assert status(run(failed=("test_a",)), expected=("test_a",)) is CheckStatus.PASS


def test_tests_that_fail_while_watched_are_left_out_unless_they_are_most() -> None:
    failing = run(failed=("test_a", "test_b"), passed=40)
    check = check_races("3.14", [failing, run(1, failed=("test_a",))], files=2, expected=())
    assert check.status is CheckStatus.PASS
    assert "left out, since they fail while they are watched: 2 (test_a)" in check.detail
    assert status(failing, run(1, failed=("test_c",))) is CheckStatus.FAIL
    assert status(run(failed=("test_a", "test_b"), passed=1)) is CheckStatus.UNKNOWN


def test_one_conflict_is_told_once_with_how_often_it_was_seen() -> None:
    (found,) = merged([run(), run(1, race(1, 4)), run(2, race(2, 5))])
    assert (found.seed, found.seen, found.runs) == (1, 2, 3)
    check = check_races("3.14", [run(1, race(1, 4))], files=2, expected=())
    assert check.status is CheckStatus.FAIL
    assert "total: read, changed and written by two threads" in check.detail
    assert "a.py:4 and a.py:9 (seed 1, in 1 of 1 runs, test_a)" in check.detail
