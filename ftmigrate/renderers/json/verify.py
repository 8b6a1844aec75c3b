"""`verify --json`: the verdict, each check, each run test by test, what offends."""

from typing import Any

from ftmigrate.model.checking import AnnotationOffence, Check, TestRun, Verification


def document(verification: Verification) -> dict[str, Any]:
    """Keys as the contract has them; `status` and `verdict` are lower-case words."""
    return {
        "verdict": verification.verdict.value,
        "checks": [_check(check) for check in verification.checks],
        "runs": [_run(run) for run in verification.runs],
        "offences": [_offence(offence) for offence in verification.offences],
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "target": check.target,
        "status": check.status.value,
        "detail": check.detail,
        "seconds": round(check.seconds, 3),
        "lines": list(check.lines),
    }


def _run(run: TestRun) -> dict[str, Any]:
    return {
        "target": run.target,
        "phase": run.phase,
        "command": run.command,
        "exit_code": run.exit_code,
        "seconds": round(run.seconds, 3),
        "timed_out": run.timed_out,
        "gil_enabled": run.gil_enabled,
        "outcomes": {test: outcome.value for test, outcome in run.outcomes.items()},
        "messages": dict(run.messages),
    }


def _offence(offence: AnnotationOffence) -> dict[str, Any]:
    return {
        "target": offence.target,
        "module": offence.module,
        "qualname": offence.qualname,
        "name": offence.name,
        "path": offence.file,
        "line": offence.line,
        "reason": offence.reason,
    }
