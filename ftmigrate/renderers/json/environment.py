"""An environment in JSON, the same wherever one is named."""

from typing import Any

from ftmigrate.model.interpreter import Environment


def environment(value: Environment) -> dict[str, Any]:
    """`interpreter` is the base's path; `stand_in` says that `version` is not the target's."""
    return {
        "target": value.target.name,
        "label": value.label,
        "path": str(value.path),
        "python": str(value.python),
        "version": value.interpreter.version,
        "free_threaded": value.interpreter.free_threaded,
        "stand_in": value.stand_in,
        "interpreter": str(value.interpreter.path),
    }
