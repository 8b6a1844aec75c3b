"""Newly failing tests point at their own file, else at what it imports."""

from collections.abc import Mapping

from ftmigrate.checks.blamed_files import blamed_files
from ftmigrate.model.checking import Outcome, TestRun

GOOD, BAD = Outcome.PASSED, Outcome.FAILED
CHANGED = ("tests/test_a.py", "src/pkg/core_of_it.py", "src/pkg/__init__.py", "src/pkg/other.py")
IMPORTS = {"tests/test_b.py": ("pkg.core_of_it", "os")}


def _run(phase: str, outcomes: Mapping[str, Outcome], target: str = "3.14") -> TestRun:
    return TestRun(target, phase, "pytest", 1, 0.1, outcomes)


def _paths(*runs: TestRun) -> list[str]:
    return [one.file for one in blamed_files(runs, CHANGED, lambda path: IMPORTS.get(path, ()))]


def test_the_file_of_the_test_itself() -> None:
    test = "tests/test_a.py::Case::test_x[1]"
    found = blamed_files([_run("before", {test: GOOD}), _run("after", {test: BAD})], CHANGED, lambda path: ())

    assert [(one.file, one.line) for one in found] == [("tests/test_a.py", 0)]
    assert test in found[0].reason and "3.14" in found[0].reason


def test_what_an_unchanged_test_imports() -> None:
    test = "tests/test_b.py::test_x"

    assert _paths(_run("before", {test: GOOD}), _run("after", {test: BAD})) == ["src/pkg/core_of_it.py"]


def test_a_unittest_name() -> None:
    test = "tests.test_a.Case.test_x"

    assert _paths(_run("before", {test: GOOD}), _run("after", {test: BAD})) == ["tests/test_a.py"]


def test_a_test_that_is_gone_points_too() -> None:
    test = "tests/test_a.py::test_x"

    assert _paths(_run("before", {test: GOOD}), _run("after", {})) == ["tests/test_a.py"]


def test_flaky_and_already_failing_tests_blame_nothing() -> None:
    flaky, old = "tests/test_a.py::test_flaky", "tests/test_a.py::test_old"
    first, second = _run("before", {flaky: GOOD, old: BAD}), _run("before", {flaky: BAD, old: BAD})

    assert _paths(first, second, _run("after", {flaky: BAD, old: BAD})) == []


def test_targets_are_told_apart() -> None:
    test = "tests/test_a.py::test_x"
    runs = [_run("before", {test: GOOD}), _run("after", {test: GOOD}), _run("after", {test: BAD}, "3.14t")]

    assert _paths(*runs) == []
