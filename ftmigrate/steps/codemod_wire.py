"""Answers in a compact form: for the pipe from a worker, for the cache, and to be kept for many files.

Whole texts would fill the memory: a record holds the diff, and a text is made of it and of the file.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ftmigrate.host.source_reader import read_bytes
from ftmigrate.model.errors import UsageError
from ftmigrate.model.finding import Edit, FileOutcome, FileStatus, Finding, Reason, Safety
from ftmigrate.renderers.diff import patched, unified
from ftmigrate.steps.codemod_file import Answer
from ftmigrate.syntax.decoding import decode

_COMPACT = json.JSONEncoder(separators=(",", ":"))  # json.dumps would make one each time


class Record(NamedTuple):
    """An `Answer` of strings; `rest` is JSON of what only some runs ask for, empty where there is nothing."""

    path: str
    status: str = FileStatus.UNCHANGED.value
    encoding: str = "utf-8"
    diff: str = ""
    rest: str = ""
    needs: tuple[str, ...] = ()
    everything: bool = False


def received(values: Sequence[Any]) -> Record:
    """A record from another process; what many records name is kept once."""
    path, status, encoding, diff, rest, needs, everything = values
    shared = tuple(map(sys.intern, needs))
    return Record(path, sys.intern(status), sys.intern(encoding), diff, rest, shared, everything)


def to_record(answer: Answer) -> Record:
    one = answer.outcome
    rest = ""
    if one.status is not FileStatus.UNCHANGED or one.findings or one.reason:
        findings = [_finding_to_wire(finding) for finding in one.findings]
        rest = _COMPACT.encode([one.reason, findings, one.bom, one.digest])
    diff = unified(one)
    return Record(one.path, one.status.value, one.encoding, diff, rest, answer.needs, answer.everything)


def outcome_of(record: Record) -> FileOutcome:
    """With the diff instead of the texts."""
    if not record.rest:
        return FileOutcome(record.path, FileStatus(record.status))
    reason, found, bom, digest = json.loads(record.rest)
    findings = tuple(map(_finding_from_wire, found))
    return FileOutcome(
        record.path,
        FileStatus(record.status),
        reason,
        findings,
        encoding=record.encoding,
        bom=bom,
        digest=digest,
        diff=record.diff,
    )


def with_texts(project: Path, outcome: FileOutcome) -> FileOutcome:
    """The texts again; UsageError where the file is no longer what was read."""
    if not outcome.diff:
        return outcome
    try:
        data = read_bytes(f"{project}/{outcome.path}")
    except OSError:
        data = b""
    if sha256(data).hexdigest() != outcome.digest:
        raise UsageError(
            "the file was changed while it was being rewritten; nothing was written.",
            where=outcome.path,
            hint="Run the command again.",
        )
    before = decode(data).text
    return replace(outcome, before=before, after=patched(before, outcome), diff="")


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
