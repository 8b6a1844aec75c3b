"""What can be the matter with an environment's folder."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ftmigrate.model.interpreter import Environment


class Condition(StrEnum):
    """STALE: the project's declarations have changed since; UPGRADED: its interpreter has; DANGLING:
    its interpreter is gone; CHANGED: another environment was made over it (a hybrid, mostly);
    UNFINISHED: a run was killed; FOREIGN: something that ftmigrate did not make."""

    CURRENT = "current"
    STALE = "stale"
    UPGRADED = "upgraded"
    CHANGED = "changed"
    DANGLING = "dangling"
    UNFINISHED = "unfinished"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class EnvironmentState:
    """`environment` is None where the folder is not one that was finished by us."""

    path: Path
    condition: Condition
    environment: Environment | None = None
