"""Team files: what is generated, from which facts, and how a file in the project compares to it."""

from dataclasses import dataclass, field
from enum import StrEnum

from ftmigrate.model.dependencies import ProjectPart


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """A folder of `templates/`; its files go to the same places in the project, `.j2` dropped.

    `needs` are sets that are written along. `wired` maps a file that a project may well have of
    its own to the text that shows that it includes ours. `rivals` maps a file to places
    (`FILE` or `FILE#table`) that hold the same settings, so that ours would hide them.
    """

    name: str
    summary: str
    needs: tuple[str, ...] = ()
    wired: tuple[tuple[str, str], ...] = ()
    rivals: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class TeamTarget:
    """A target by its short name; `check` is Python code that fails where the build is another, or
    where importing the project turns the GIL on. `setup_check` is the same for a machine where a
    stand-in of an older minor version may answer: the project need not import there.
    """

    name: str
    free_threaded: bool
    environment: str
    check: str
    setup_check: str


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """What the templates know of a project.

    `packages` are its top-level import names, `tests` its test command (empty: none found);
    `requirement` is what pip takes to get ftmigrate.
    """

    name: str
    targets: tuple[TeamTarget, ...]
    packages: tuple[str, ...]
    tests: str
    part: ProjectPart
    requirement: str
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    requirement_files: tuple[str, ...] = ()
    test_tool: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Options that a generated file remembers in its first line; empty means the default.

    `until` is an ISO date: from then on a failure of a free-threaded job counts.
    """

    until: str = ""
    requirement: str = ""


class FileState(StrEnum):
    """How a file of the project compares to the one we would write."""

    MISSING = "missing"
    CURRENT = "current"
    OUTDATED = "outdated"  # ours, untouched since, and we would now write it differently
    KEPT = "kept"  # edited, and what we would write is still what was edited: the edit stays
    EDITED = "edited"  # edited, and we would now write it differently: nobody but the user can merge
    FOREIGN = "foreign"  # not ours
    WIRED = "wired"  # not ours, and it includes ours


@dataclass(frozen=True, slots=True)
class TeamFile:
    """`path` is relative with forward slashes; `before` is None where there is no such file.

    `written` says whether it was written just now, `replaced` where the old one was put,
    `note` why it can't be written, beyond what `state` says.
    """

    set: str
    path: str
    state: FileState
    before: str | None
    after: str
    written: bool = False
    replaced: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Onboarding:
    """`sets` are those that were asked for or are in use; `files` all of theirs."""

    project: str
    sets: tuple[str, ...]
    files: tuple[TeamFile, ...] = ()
    check: bool = False
    available: tuple[TemplateSet, ...] = field(default=())

    @property
    def open(self) -> tuple[TeamFile, ...]:
        """The files that are not as they should be after this run."""
        done = (FileState.CURRENT, FileState.KEPT, FileState.WIRED)
        return tuple(file for file in self.files if file.state not in done and not file.written)
