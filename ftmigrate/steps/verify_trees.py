"""What every part of a verification works on."""

import time
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.model.configuration import Configuration
from ftmigrate.model.progress import Progress


@dataclass(frozen=True, slots=True)
class Trees:
    """The two trees, what differs between them, and the time there is.

    `changed` is relative paths with forward slashes; `deadline` a value of time.monotonic(),
    None for no limit.
    """

    before: Path
    after: Path
    changed: tuple[str, ...]
    configuration: Configuration
    deadline: float | None
    progress: Progress

    def seconds(self, most: float) -> float:
        """How long the next part may take: `most`, or what is left if that is less."""
        if self.deadline is None:
            return most
        return max(1.0, min(most, self.deadline - time.monotonic()))

    @property
    def out_of_time(self) -> bool:
        return self.deadline is not None and time.monotonic() >= self.deadline
