"""Readiness of dependencies and code for free threading."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Readiness(StrEnum):
    READY = "ready"
    BUILDS_FROM_SOURCE = "builds-from-source"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """Why a package has its status: one word a script can match on."""

    PURE = "pure"
    PURE_FALLBACK = "pure-fallback"
    NATIVE_WHEEL = "native-wheel"
    OLDER_VERSION = "older-version-ready"
    PRE_RELEASE_ONLY = "pre-release-only"
    BUILDS_FROM_SOURCE = "builds-from-source"
    BUILT_HERE = "built-here"
    REFUSES = "refuses"
    ABI3_ONLY = "abi3-only"
    NO_WHEEL = "no-wheel"
    UNAVAILABLE = "unavailable"
    RE_ENABLES_GIL = "re-enables-gil"
    RE_ENABLES_GIL_THROUGH = "re-enables-gil-through"
    IMPORT_CRASH = "import-crash"
    IMPORT_FAILS = "import-fails"
    STAND_IN_ONLY = "stand-in-only"
    NOT_INSTALLED = "not-installed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PackageOnTarget:
    """One package on one target.

    `gil_on_import` is None where no import proved it; `version` is the one that was judged,
    which may be older than the one resolved; `proof` says how it is known ("proved by import
    on 3.14t", "by tag only"); `platforms` maps a platform's name to its own status where
    more than one was asked.
    """

    status: Readiness
    wheel: str | None
    evidence: tuple[str, ...]
    gil_on_import: bool | None = None
    alternative: str | None = None
    kind: Kind = Kind.UNKNOWN
    version: str = ""
    proof: str = ""
    way_out: tuple[str, ...] = ()
    platforms: Mapping[str, Readiness] | None = None


@dataclass(frozen=True, slots=True)
class PackageReadiness:
    """`chain` leads from a direct dependency of the project to this package, both included."""

    name: str
    version: str
    targets: Mapping[str, PackageOnTarget]
    chain: tuple[str, ...] = ()


class Go(StrEnum):
    GO = "go"
    WAIT = "wait"
    NO = "no"


@dataclass(frozen=True, slots=True)
class CodeNote:
    """Something in the project's own code that matters for the switch.

    `path` is relative with forward slashes, `line` 1-based (0: the whole file), `advice` what
    to do about it.
    """

    kind: str
    path: str
    line: int
    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """`reasons` back the verdict, weightiest first; `limits` are what a `go` still leaves open."""

    verdict: Go
    profile: str
    packages: tuple[PackageReadiness, ...]
    reasons: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    code: tuple[CodeNote, ...] = ()
    targets: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    as_of: str = ""
