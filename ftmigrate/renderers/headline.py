"""The few sentences that every form of the report begins with, and their tone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ftmigrate.model.auditing import Audit, Readiness
from ftmigrate.model.checking import CheckStatus, Verification
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Benchmark
from ftmigrate.model.report import Report

_GOOD = {"go", "pass", "ready", "safe", "faster", "same", "changed"}
_BAD = {"no", "fail", "error", "blocked", "unsafe", "slower", "failed"}


@dataclass(frozen=True, slots=True)
class Card:
    """One headline: `tone` is good, bad, warn or empty."""

    title: str
    value: str
    detail: str = ""
    tone: str = ""


def tone(word: str) -> str:
    """good, bad or warn for a verdict or status of any kind."""
    return "good" if word in _GOOD else "bad" if word in _BAD else "warn"


def cards(report: Report) -> tuple[Card, ...]:
    """A card for each part that was run, in the order of the pipeline."""
    made = [_environments(report.environments, len(report.unavailable))]
    if report.audit is not None:
        made.append(_readiness(report.audit))
    if report.codemod is not None:
        made.append(_codemod(report.codemod, written=report.written))
    if report.verification is not None:
        made.append(_checks(report.verification))
    if report.benchmark is not None:
        made.append(_benchmark(report.benchmark))
    return tuple(made)


def _environments(environments: Sequence[Environment], missing: int) -> Card:
    labels = " and ".join(environment.label for environment in environments) or "none"
    versions = ", ".join(environment.interpreter.version for environment in environments)
    return Card("Environments", labels, f"Python {versions}" if versions else "", "bad" if missing else "")


def _readiness(audit: Audit) -> Card:
    open_names = sorted(
        {
            package.name
            for package in audit.packages
            for state in package.targets.values()
            if state.status is not Readiness.READY
        }
    )
    detail = f"{plural(len(audit.packages), 'dependency', 'dependencies')}"
    if open_names:
        detail += f"; not ready or not known: {', '.join(open_names[:5])}" + (
            " ..." if open_names[5:] else ""
        )
    return Card("Readiness", audit.verdict, detail, tone(audit.verdict))


def _codemod(outcomes: Sequence[FileOutcome], *, written: bool) -> Card:
    changed = sum(outcome.status is FileStatus.CHANGED for outcome in outcomes)
    failed = sum(outcome.status is FileStatus.FAILED for outcome in outcomes)
    safety = Counter(
        finding.safety for outcome in outcomes for finding in outcome.findings if not finding.applied
    )
    applied = sum(finding.applied for outcome in outcomes for finding in outcome.findings)
    left = ", ".join(f"{count} {kind}" for kind, count in sorted(safety.items())) or "none"
    verb = "changed" if written else "would change"
    detail = f"{plural(applied, 'edit')}; left alone: {left}" + (f"; {failed} files failed" if failed else "")
    return Card("Codemod", f"{plural(changed, 'file')} {verb}", detail, "bad" if failed else "")


def _checks(verification: Verification) -> Card:
    count = Counter(check.status for check in verification.checks)
    detail = ", ".join(f"{count[status]} {status}" for status in CheckStatus if count[status])
    return Card("Checks", verification.verdict, detail, tone(verification.verdict))


def _benchmark(benchmark: Benchmark) -> Card:
    detail = f"{plural(len(benchmark.comparisons), 'comparison')} in {benchmark.seconds:.0f} s"
    return Card("Benchmark", benchmark.verdict, detail, tone(benchmark.verdict))


def plural(count: int, one: str, many: str = "") -> str:
    """`1 file`, `2 files`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
