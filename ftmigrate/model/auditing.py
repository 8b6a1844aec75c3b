"""Readiness of dependencies and code for free threading."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Readiness(StrEnum):
    READY = "ready"
    BUILDS_FROM_SOURCE = "builds-from-source"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PackageOnTarget:
    """`gil_on_import` is None where no import proved it."""

    status: Readiness
    wheel: str | None
    evidence: tuple[str, ...]
    gil_on_import: bool | None = None
    alternative: str | None = None


@dataclass(frozen=True, slots=True)
class PackageReadiness:
    name: str
    version: str
    targets: Mapping[str, PackageOnTarget]


class Go(StrEnum):
    GO = "go"
    WAIT = "wait"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Audit:
    verdict: Go
    profile: str
    packages: tuple[PackageReadiness, ...]
    reasons: tuple[str, ...] = ()
