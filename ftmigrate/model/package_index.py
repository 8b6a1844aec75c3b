"""What a package index says about one project."""

from dataclasses import dataclass
from enum import StrEnum


class Lookup(StrEnum):
    """MISSING: every index answered, and none has the project. UNREACHABLE: one gave no answer."""

    FOUND = "found"
    MISSING = "missing"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class IndexFile:
    """One file of a project page (PEP 503, 691, 700). `uploaded` is ISO 8601, empty if not told;
    `url` is a source's, absolute and without credentials, empty for a wheel."""

    filename: str
    requires_python: str = ""
    yanked: bool = False
    uploaded: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A project's files over all indexes that were asked.

    `as_of` is when the oldest of the answers was given (ISO 8601); `reason` says why an index
    gave none. Files of the other indexes are there all the same. `indexes` hold no credentials.
    """

    name: str
    outcome: Lookup
    files: tuple[IndexFile, ...] = ()
    indexes: tuple[str, ...] = ()
    as_of: str = ""
    reason: str = ""
