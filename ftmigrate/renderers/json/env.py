"""`ftmigrate env list --json`."""

from collections.abc import Sequence
from typing import Any

from ftmigrate.model.environment_state import EnvironmentState
from ftmigrate.renderers.json.environment import environment


def document(states: Sequence[EnvironmentState]) -> dict[str, Any]:
    """`environment` is null for a folder that we did not finish."""
    return {
        "environments": [
            {
                "path": str(state.path),
                "condition": state.condition.value,
                "environment": environment(state.environment) if state.environment else None,
            }
            for state in states
        ],
    }
