"""What a project needs in its environments, and where it says so."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ftmigrate.model.errors import UsageError

TEST_NAMES = ("test", "tests", "testing")
FALLBACK_NAMES = ("dev", "develop", "development")


class ProjectPart(StrEnum):
    """What of the project itself is installed: all of it, editable; its dependencies; nothing."""

    EDITABLE = "editable"
    DEPENDENCIES = "dependencies"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dependencies:
    """One environment's contents, still to be resolved by the installer.

    `extras` and `groups` are names; `requirements` words for the installer (PEP 508 lines, or an
    option and its value); `requirement_files` and
    `constraint_files` paths relative to the project; `undeclared` requirement files that are
    installed only if the project's own metadata names no dependency; `test_tool` a requirement
    that is added if nothing declared it; `chosen_by_us` says that extras, groups and
    `lock` is the name of the lock file that decides the versions, empty where there is none;
    `chosen_files` (a part of `requirement_files`) are a guess by their names; `notes` sentences
    for people; `fingerprint` the sha256 of every declaration that was read.
    """

    part: ProjectPart
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    requirement_files: tuple[str, ...] = ()
    constraint_files: tuple[str, ...] = ()
    undeclared: tuple[str, ...] = ()
    test_tool: str = ""
    requires_python: str = ""
    notes: tuple[str, ...] = ()
    fingerprint: str = ""
    declared_in: tuple[str, ...] = field(default=())
    chosen_by_us: bool = False
    chosen_files: tuple[str, ...] = ()
    lock: str = ""

    @property
    def empty(self) -> bool:
        return self.part is ProjectPart.NONE and not (self.requirements or self.requirement_files)


def normalized(name: str) -> str:
    """A distribution, extra or group name as packaging's rules compare it (PEP 503, 685, 735)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def expand_group(groups: Mapping[str, Any], name: str, seen: Sequence[str] = ()) -> tuple[str, ...]:
    """The requirements of a dependency group with its includes (PEP 735).

    Raises UsageError for a group that is missing, includes itself, or holds something else.
    """
    known = {normalized(key): value for key, value in groups.items()}
    key = normalized(name)
    if key in seen:
        raise UsageError(f"the dependency group {name!r} includes itself.", where="pyproject.toml")
    if key not in known:
        raise unknown_group(name, tuple(known))
    if not isinstance(known[key], list):
        raise UsageError(f"the dependency group {name!r} must be a list.", where="pyproject.toml")
    found: list[str] = []
    for item in known[key]:
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, Mapping) and isinstance(item.get("include-group"), str) and len(item) == 1:
            found += expand_group(groups, item["include-group"], (*seen, key))
        else:
            raise UsageError(
                f"the dependency group {name!r} holds {item!r}: neither a requirement nor an include.",
                where="pyproject.toml",
            )
    return tuple(dict.fromkeys(found))


def unknown_group(name: str, known: Sequence[str]) -> UsageError:
    near = difflib.get_close_matches(normalized(name), known, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known) or 'none'}."
    return UsageError(
        f"there is no extra and no dependency group {name!r}.", where="pyproject.toml", hint=hint
    )
