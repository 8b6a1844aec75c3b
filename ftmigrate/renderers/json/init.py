"""`ftmigrate init --json`."""

from dataclasses import asdict
from typing import Any

from ftmigrate.model.project_setup import InitResult
from ftmigrate.renderers.json.environment import environment


def document(result: InitResult) -> dict[str, Any]:
    """`audit` and `codemod` are null where they were not run."""
    return {
        "project": str(result.project),
        "dry_run": result.dry_run,
        "nothing_to_do": result.nothing_to_do,
        "steps": [
            {
                "name": step.name,
                "action": step.action.value,
                "detail": step.detail,
                "commands": list(step.commands),
            }
            for step in result.steps
        ],
        "environments": [environment(value) for value in result.environments],
        "unavailable": {target: list(lines) for target, lines in result.unavailable.items()},
        "failures": dict(result.failures),
        "findings": list(result.findings),
        "notes": list(result.notes),
        "written": list(result.written),
        "audit": asdict(result.audit) if result.audit else None,
        "codemod": asdict(result.codemod) if result.codemod else None,
        "next_steps": list(result.next_steps),
    }
