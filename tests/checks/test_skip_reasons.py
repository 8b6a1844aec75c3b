"""Tests that are skipped before and after, and why."""

import pytest

from ftmigrate.checks.tests_before_after import compare_tests
from ftmigrate.model.checking import CheckStatus, Outcome, TestRun


def run(phase: str, reason: str) -> TestRun:
    outcomes = {"test_a": Outcome.PASSED, "test_b": Outcome.SKIPPED}
    return TestRun("3.14t", phase, "pytest", 0, 1.0, outcomes, messages={"test_b": reason})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Skipped: needs numpy", "Skipped: needs numpy"),
        ("Skipped: no /tmp/tree-1/data.db", "Skipped: no /tmp/tree-2/data.db"),
        ("Skipped: process 17 is busy", "Skipped: process 18 is busy"),
    ],
)
def test_the_same_reason_is_no_change(before: str, after: str) -> None:
    assert compare_tests(run("before", before), run("after", after)).status is CheckStatus.PASS


def test_a_new_reason_is_told_and_is_no_pass() -> None:
    check = compare_tests(run("before", "Skipped: slow"), run("after", "Skipped: could not import app"))
    assert check.status is CheckStatus.UNKNOWN
    assert "1 test skipped for a new reason: test_b: Skipped: could not import app" in check.detail
    assert "(before: Skipped: slow)" in check.detail
