"""Interpreters as their one probe found them, and the environments built on them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ftmigrate.model.target import Target


class Jit(StrEnum):
    """The state of the JIT in a probed process (`sys._jit`, 3.14 and newer)."""

    NONE = "none"
    AVAILABLE = "available"
    ENABLED = "enabled"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be an interpreter; `provider` says where it was found."""

    path: Path
    provider: str
    managed_by: str = ""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What one probe said. `version` is PEP 440 ("3.14.10", "3.14.0rc1").

    `path` is the one to start, `base` the real path of the base executable (the identity
    used to list an interpreter once), `build` its provenance for benchmarks (compiler,
    optimisation flags), `platform_tags` the platform part of the wheel tags it accepts
    ("manylinux_2_36_x86_64"), most specific first; `prefix` its installation folder.
    """

    path: Path
    base: Path
    version: str
    implementation: str
    free_threaded: bool
    gil_enabled: bool
    jit: Jit
    debug: bool
    provider: str
    managed_by: str = ""
    build: str = ""
    platform_tags: tuple[str, ...] = ()
    prefix: Path | None = None

    @property
    def minor(self) -> tuple[int, int]:
        """Such as (3, 14)."""
        major, minor, *_ = self.version.split(".")
        return int(major), int(minor)

    @property
    def name(self) -> str:
        """`3.14t` for any 3.14.x of the free-threaded build."""
        major, minor = self.minor
        return f"{major}.{minor}{'t' if self.free_threaded else ''}"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate that is no usable interpreter, and why, in one sentence."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """All that was found on the machine, in order of preference, and what was not usable."""

    interpreters: tuple[Interpreter, ...]
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The interpreter that answers a target; `stand_in` where it is another minor version."""

    target: Target
    interpreter: Interpreter
    stand_in: bool = False

    @property
    def environment_name(self) -> str:
        """The name used in `.venv-NAME`: a stand-in's own, so that nobody mistakes it."""
        return self.interpreter.name if self.stand_in else self.target.name


@dataclass(frozen=True, slots=True)
class Obtained:
    """The answer to a target, or None; `explanations` are "provider: sentence" lines of what failed."""

    resolution: Resolution | None
    explanations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment of the project for one target.

    `path` is its folder, `python` the absolute path of its interpreter.
    """

    target: Target
    interpreter: Interpreter
    path: Path
    python: Path
    stand_in: bool = False

    @property
    def label(self) -> str:
        """For people: `3.14t`, or `3.13t (stand-in for 3.14t)`."""
        if self.stand_in:
            return f"{self.interpreter.name} (stand-in for {self.target.name})"
        return self.target.name
