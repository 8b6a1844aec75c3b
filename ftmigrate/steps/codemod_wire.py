"""Outcomes as plain JSON values and back: for the pipe to a worker, and for the cache."""

from typing import Any

from ftmigrate.model.finding import Edit, FileOutcome, FileStatus, Finding, Reason, Safety
from ftmigrate.steps.codemod_file import Answer


def answer_to_wire(answer: Answer) -> dict[str, Any]:
    return {
        "outcome": outcome_to_wire(answer.outcome),
        "needs": list(answer.needs),
        "everything": answer.everything,
    }


def answer_from_wire(record: dict[str, Any]) -> Answer:
    return Answer(outcome_from_wire(record["outcome"]), tuple(record["needs"]), record["everything"])


def outcome_to_wire(outcome: FileOutcome) -> dict[str, Any]:
    return {
        "path": outcome.path,
        "status": outcome.status.value,
        "reason": outcome.reason,
        "findings": [_finding_to_wire(finding) for finding in outcome.findings],
        "before": outcome.before,
        "after": outcome.after,
        "encoding": outcome.encoding,
        "bom": outcome.bom,
        "digest": outcome.digest,
    }


def outcome_from_wire(record: dict[str, Any]) -> FileOutcome:
    findings = tuple(_finding_from_wire(one) for one in record["findings"])
    fields = {**record, "status": FileStatus(record["status"]), "findings": findings}
    return FileOutcome(**fields)


def _finding_to_wire(finding: Finding) -> list[Any]:
    return [
        finding.rule,
        finding.line,
        finding.column,
        finding.end_line,
        finding.end_column,
        finding.safety.value,
        finding.message,
        [[one.code, one.message, one.path, one.line] for one in finding.reasons],
        [[one.start, one.end, one.replacement] for one in finding.edits],
        finding.applied,
    ]


def _finding_from_wire(record: list[Any]) -> Finding:
    rule, line, column, end_line, end_column, safety, message, reasons, edits, applied = record
    return Finding(
        rule,
        line,
        column,
        end_line,
        end_column,
        Safety(safety),
        message,
        tuple(Reason(*one) for one in reasons),
        tuple(Edit(*one) for one in edits),
        applied,
    )
