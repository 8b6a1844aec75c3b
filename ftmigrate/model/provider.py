"""What a provider of interpreters could do for a request: a plan, or the reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ftmigrate.model.target import Target


@dataclass(frozen=True, slots=True)
class Plan:
    """What a provider would do, in a sentence and as commands for people to read.

    `runs` is False for what needs root or another machine-wide change: such a plan is printed
    and never carried out. `details` are the provider's own notes to its `install`.
    """

    provider: str
    target: Target
    summary: str
    commands: tuple[str, ...] = ()
    runs: bool = True
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a provider can't help here, in one sentence without its name, and what would help."""

    provider: str
    reason: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Installation:
    """One interpreter that ftmigrate installed: its folder, executable and where it came from."""

    folder: Path
    python: Path
    provider: str
    request: str
    sources: tuple[str, ...] = ()
