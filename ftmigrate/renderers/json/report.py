"""The whole report as JSON: each part is the document of the command that makes it."""

from typing import Any

from ftmigrate.model.report import Report
from ftmigrate.renderers.json import audit, bench, codemod, verify
from ftmigrate.renderers.json.environment import environment


def document(report: Report) -> dict[str, Any]:
    """Parts that were not run are null."""
    return {
        "project": report.project,
        "when": report.when,
        "version": report.version,
        "environments": [environment(value) for value in report.environments],
        "unavailable": {name: list(lines) for name, lines in report.unavailable.items()},
        "failures": dict(report.failures),
        "audit": audit.document(report.audit) if report.audit else None,
        "codemod": codemod.document(report.codemod, report.codemod_seconds)
        if report.codemod is not None
        else None,
        "written": report.written,
        "verify": verify.document(report.verification) if report.verification else None,
        "bench": bench.document(report.benchmark) if report.benchmark else None,
        "next_steps": list(report.next_steps),
    }
