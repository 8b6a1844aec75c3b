"""Test runs, checks and their verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ftmigrate.model.racing import Race


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
class LoadedExtension:
    """An extension module that a process loaded.

    `chain` is the modules that were being imported, outermost first; `enabled_gil` whether
    loading it switched the GIL back on.
    """

    name: str
    path: str
    chain: tuple[str, ...] = ()
    enabled_gil: bool = False


@dataclass(frozen=True, slots=True)
class AnnotationOffence:
    """An annotation that worked before and does not, or says something else, after.

    `qualname` is empty for the module itself, `name` is the parameter, `return` or the variable
    (empty where the whole object or the import of the module fails); `file` is relative to the
    project, with forward slashes; `line` is 1-based, 0 where it is not known.
    """

    module: str
    qualname: str
    name: str
    file: str
    reason: str
    line: int = 0
    target: str = ""


@dataclass(frozen=True, slots=True)
class TestRun:
    """One run of the project's test command in one environment.

    `outcomes` maps test id to outcome; empty where the runner gives only an exit code.
    `gil_enabled` is the state at the end of the test process, None where it is not known.
    `messages` has one line for each test that did not pass. `foreign` names modules that came
    from another tree than the one under test, `extensions` what was loaded beside the standard
    library, `running` the test that a time-out cut off, `stuck` says that nothing would have woken it.
    `processes` counts what multiprocessing started, `pool_calls` what pools of processes or
    threads were given to do; None where no process of the run could be watched to its end.
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
    messages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    gil_enabled_at_start: bool | None = None
    extensions: tuple[LoadedExtension, ...] = ()
    foreign: tuple[str, ...] = ()
    running: str = ""
    notes: tuple[str, ...] = ()
    stuck: bool = False
    processes: int | None = None
    pool_calls: int | None = None


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
    offences: tuple[AnnotationOffence, ...] = ()
    races: tuple[Race, ...] = ()
