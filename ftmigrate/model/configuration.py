"""`[tool.ftmigrate]` as values. `host.configuration` reads and writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

DEFAULT_PROVIDERS = ("path", "uv", "pyenv", "homebrew", "conda", "windows", "debian")


class Concurrency(StrEnum):
    """What a converted site becomes: threads only where the GIL is off, or always threads."""

    ADAPTIVE = "adaptive"
    THREADS = "threads"


@dataclass(frozen=True, slots=True)
class CodemodSettings:
    select: tuple[str, ...] = ("ANN", "MPT")
    ignore: tuple[str, ...] = ()
    concurrency: Concurrency = Concurrency.ADAPTIVE


@dataclass(frozen=True, slots=True)
class VerifySettings:
    """`command` is the project's test command; None means: found by looking (pytest, unittest).

    `timeout` is seconds for all tests together. One that takes longer than `test_timeout` is
    looked at: it is stopped if it is stuck, and goes on if it is only slow.
    """

    command: str | None = None
    timeout: float = 600.0
    test_timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """`budget` is seconds of wall time; `commands` name to shell-like command line."""

    budget: float = 30.0
    commands: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Configuration:
    """The project's settings, each with its default.

    `include` empty means every .py, .pyi and .ipynb that git does not ignore;
    `environments` is a folder name with `{target}` in it, relative to the project.
    """

    targets: tuple[str, ...] = ("3.14", "3.14t")
    stand_in: str | None = None
    providers: tuple[str, ...] = DEFAULT_PROVIDERS
    environments: str = ".venv-{target}"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    codemod: CodemodSettings = CodemodSettings()
    verify: VerifySettings = VerifySettings()
    bench: BenchSettings = BenchSettings()
