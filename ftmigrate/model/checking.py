"""Test runs, checks and their verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class CheckStatus(StrEnum):
    """A detector that failed or looked at nothing says UNKNOWN, never PASS."""

    PASS = "pass"
    FAIL = "fail"
    SKIP = "skip"
    ERROR = "error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One check on one target. `target` is an environment's name; `detail` a sentence."""

    id: str
    target: str
    status: CheckStatus
    detail: str
    seconds: float = 0.0
    lines: tuple[str, ...] = ()


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    XPASSED = "xpassed"


@dataclass(frozen=True, slots=True)
class TestRun:
    """One run of the project's test command in one environment.

    `outcomes` maps test id to outcome; empty where the runner gives only an exit code.
    `gil_enabled` is the state at the end of the test process, None where it is not known.
    """

    __test__ = False  # the name is the field's own; pytest must not collect it

    target: str
    phase: str
    command: str
    exit_code: int
    seconds: float
    outcomes: Mapping[str, Outcome]
    gil_enabled: bool | None = None
    output_tail: str = ""
    timed_out: bool = False


class Verdict(StrEnum):
    """Of a whole verification: every check passed; some failed; some could not tell."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verification:
    verdict: Verdict
    checks: tuple[Check, ...]
    runs: tuple[TestRun, ...] = ()
