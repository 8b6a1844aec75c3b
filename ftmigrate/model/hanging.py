"""What a process that does not go on says of itself."""

from dataclasses import dataclass
from enum import StrEnum


class Pace(StrEnum):
    """STUCK: nothing moves and nobody will wake it; STARVED: it would, had it the machine; SLOW: it moves."""

    STUCK = "stuck"
    STARVED = "starved"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`cause` is a sentence, `lines` the threads, locks, their holders and the task tree."""

    pace: Pace
    cause: str
    lines: tuple[str, ...] = ()
