"""`verify --json`: the verdict, each check, each run test by test, what offends."""

from typing import Any

from ftmigrate.model.checking import AnnotationOffence, Check, TestRun, Verification
from ftmigrate.model.racing import Race


def document(verification: Verification) -> dict[str, Any]:
    """Keys as the contract has them; `status` and `verdict` are lower-case words."""
    return {
        "verdict": verification.verdict.value,
        "checks": [_check(check) for check in verification.checks],
        "runs": [_run(run) for run in verification.runs],
        "offences": [_offence(offence) for offence in verification.offences],
        "races": [_race(race) for race in verification.races],
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


def _race(race: Race) -> dict[str, Any]:
    return {
        "target": race.target,
        "kind": race.kind,
        "name": race.name,
        "places": [{"path": p.path, "line": p.line, "text": p.text} for p in (race.one, race.other)],
        "seed": race.seed,
        "test": race.test,
        "seen": race.seen,
        "runs": race.runs,
    }
