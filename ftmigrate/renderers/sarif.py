"""SARIF 2.1.0, as code scanning services read it (OASIS standard, sections 3.13 to 3.29)."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ftmigrate import __version__
from ftmigrate.model.finding import FileOutcome, FileStatus, Finding, Safety

_LEVELS = {Safety.SAFE: "warning", Safety.CONDITIONAL: "note", Safety.UNSAFE: "none"}


def render(outcomes: Sequence[FileOutcome], rules: Iterable[tuple[str, str, str]] = ()) -> str:
    """One run with a result a finding; `rules` are rows of code, name and summary."""
    described = [_rule(*row) for row in rules]
    run = {
        "tool": {"driver": {"name": "ftmigrate", "version": __version__, "rules": described}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not any(one.status is FileStatus.FAILED for one in outcomes),
                "toolExecutionNotifications": [
                    _failure(one) for one in outcomes if one.status is FileStatus.FAILED
                ],
            }
        ],
        "results": [_result(one.path, finding) for one in outcomes for finding in one.findings],
    }
    document = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, indent=2)


def _rule(code: str, name: str, summary: str) -> dict[str, Any]:
    return {"id": code, "name": name, "shortDescription": {"text": summary}}


def _failure(outcome: FileOutcome) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": outcome.reason},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(outcome.path)}}],
    }


_PLAIN = frozenset(b"/-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _artifact(path: str) -> dict[str, str]:
    """A relative URI (RFC 3986): all but unreserved characters percent-encoded."""
    uri = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in path.encode())
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _result(path: str, finding: Finding) -> dict[str, Any]:
    codes = ", ".join(reason.code for reason in finding.reasons)
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.safety],
        "kind": "informational" if finding.safety is Safety.UNSAFE else "fail",
        "message": {"text": f"{finding.message} [{codes}]" if codes else finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(path),
                    "region": {
                        "startLine": finding.line,
                        "startColumn": finding.column + 1,
                        "endLine": finding.end_line,
                        "endColumn": finding.end_column + 1,
                    },
                }
            }
        ],
        "properties": {
            "verdict": finding.safety.value,
            "applied": finding.applied,
            "reasons": [reason.code for reason in finding.reasons],
        },
    }
