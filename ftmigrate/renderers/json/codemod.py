"""`ftmigrate codemod --json`."""

from collections.abc import Sequence
from typing import Any

from ftmigrate.model.finding import FileOutcome, FileStatus, Finding


def document(outcomes: Sequence[FileOutcome], seconds: float) -> dict[str, Any]:
    """The document without its schema line; files in path order."""
    return {
        "files": [_file(outcome) for outcome in outcomes],
        "summary": summary(outcomes, seconds),
    }


def summary(outcomes: Sequence[FileOutcome], seconds: float) -> dict[str, Any]:
    def count(status: FileStatus) -> int:
        return sum(outcome.status is status for outcome in outcomes)

    findings = [finding for outcome in outcomes for finding in outcome.findings]
    return {
        "files": len(outcomes),
        "changed": count(FileStatus.CHANGED),
        "skipped": count(FileStatus.SKIPPED),
        "failed": count(FileStatus.FAILED),
        "findings": len(findings),
        "applied": sum(finding.applied for finding in findings),
        "seconds": round(seconds, 3),
    }


def _file(outcome: FileOutcome) -> dict[str, Any]:
    return {
        "path": outcome.path,
        "status": outcome.status.value,
        "reason": outcome.reason,
        "findings": [_finding(finding) for finding in outcome.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "verdict": finding.safety.value,
        "message": finding.message,
        "reasons": [
            {"code": one.code, "message": one.message, "path": one.path, "line": one.line}
            for one in finding.reasons
        ],
        "applied": finding.applied,
    }
