"""What is said of pools, from what was counted."""

import pytest

from ftmigrate.checks.parallelism import check_parallelism
from ftmigrate.model.checking import CheckStatus, TestRun


def run(phase: str, processes: int | None, pool_calls: int | None) -> TestRun:
    return TestRun("3.14t", phase, "pytest", 0, 1.0, {}, processes=processes, pool_calls=pool_calls)


@pytest.mark.parametrize(
    ("before", "after", "status", "says"),
    [
        ((3, 2), (0, 2), CheckStatus.PASS, "in threads: no process started, 3 processes before"),
        ((3, 2), (1, 2), CheckStatus.PASS, "in processes: 1 process started, 3 processes before"),
        ((0, 2), (0, 2), CheckStatus.PASS, "in threads, as before"),
        ((0, 0), (0, 0), CheckStatus.SKIP, "no pool"),
        ((None, None), (0, 0), CheckStatus.UNKNOWN, "could be watched"),
    ],
)
def test_counts(
    before: tuple[int | None, int | None],
    after: tuple[int | None, int | None],
    status: CheckStatus,
    says: str,
) -> None:
    check = check_parallelism("3.14t", run("before", *before), run("after", *after))
    assert check.status is status
    assert says in check.detail
