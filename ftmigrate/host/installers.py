"""uv where it is there, else pip: the command lines and what they need from the environment."""

import os
import re
import shlex
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ftmigrate.host.lifetime import run_tied
from ftmigrate.host.pip_settings import MISLEADING, uv_variables, uv_words
from ftmigrate.host.processes import Completed, clean_environment
from ftmigrate.model.errors import NO_SPACE, MachineError, ProjectCommandFailed

# Settings of uv that point it at another interpreter or folder than the one it is told.
_MISLEADING_UV = ("UV_SYSTEM_PYTHON", "UV_BREAK_SYSTEM_PACKAGES", "UV_TARGET", "UV_PREFIX", "UV_DRY_RUN")
_BUILT = re.compile(r"^\s*(?:Built|Created wheel for|Building wheel for) (?P<name>[A-Za-z0-9._-]+)")
# ENOSPC in the words of Python, uv (Rust) and Windows.
_NO_SPACE = (NO_SPACE, "(os error 28)", "There is not enough space on the disk")
# An install may compile for long, but one that says nothing for an hour hangs.
_INSTALL_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Installer:
    """`name` is "uv" or "pip"; `program` the path of uv, None for pip in the environment itself."""

    name: str
    program: Path | None = None

    @property
    def seeds_pip(self) -> bool:
        """Whether an environment needs pip in it before anything can be installed."""
        return self.program is None


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation said: the distributions it built from source."""

    built: tuple[str, ...]
    seconds: float


class _Turn:
    """One installer at a time asks the index: it uses all connections itself, and the next one finds
    the answers in the cache. That one may begin as soon as the first knows what it will install."""

    _lock = threading.Lock()

    def __enter__(self) -> Self:
        self._lock.acquire()
        self._mine = True
        return self

    def heard(self, line: str) -> None:
        """A line of the installer: uv says `Resolved 35 packages in 351ms` before it installs."""
        if line.startswith("Resolved "):
            self._end()

    def __exit__(self, *error: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._mine:
            self._mine = False
            self._lock.release()


def find_installer() -> Installer:
    """uv of our own environment or of PATH; pip where neither has it."""
    try:
        import uv

        return Installer("uv", Path(uv.find_uv_bin()))
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv")
        return Installer("uv", Path(found).absolute()) if found else Installer("pip")


def install_command(installer: Installer, python: Path, words: Sequence[str]) -> tuple[str, ...]:
    """The command line that installs `words` (requirements and options both know) for `python`."""
    if installer.program is not None:
        return (str(installer.program), "pip", "install", "--python", str(python), *words)
    return (str(python), "-m", "pip", "install", "--no-user", "--no-input", *words)


def install_environment(installer: Installer, project: Path) -> dict[str, str]:
    """The variables of an installation: the user's, less what misleads, plus pip's settings for uv."""
    dropped = {*MISLEADING, *_MISLEADING_UV}
    environment = {key: value for key, value in clean_environment().items() if key not in dropped}
    if installer.name == "uv":
        environment |= uv_variables(os.environ, project)
    return environment


def install(
    installer: Installer,
    python: Path,
    words: Sequence[str],
    project: Path,
    on_line: Callable[[str], None],
    extra: Mapping[str, str] | None = None,
) -> Installed:
    """Install, in the project's folder.

    Raises ProjectCommandFailed with the end of what was said, MachineError for a full disk.
    """
    environment = install_environment(installer, project) | dict(extra or {})
    command = install_command(installer, python, (*_uv_words(installer, environment), *words))
    with _Turn() as turn:

        def tell(line: str) -> None:
            turn.heard(line)
            on_line(line)

        completed = run_tied(command, cwd=project, env=environment, timeout=_INSTALL_SECONDS, on_line=tell)
    if not completed.ok:
        raise _failure(completed, installer, python, command)
    lines = (completed.stdout + "\n" + completed.stderr).splitlines()
    built = (match["name"] for match in map(_BUILT.match, lines) if match)
    return Installed(tuple(dict.fromkeys(built)), completed.seconds)


def _uv_words(installer: Installer, environment: Mapping[str, str]) -> tuple[str, ...]:
    return uv_words(environment) if installer.name == "uv" else ()


def _failure(
    completed: Completed, installer: Installer, python: Path, command: Sequence[str]
) -> ProjectCommandFailed | MachineError:
    folder = python.parent.parent.name
    if any(words in completed.stdout + completed.stderr for words in _NO_SPACE):
        return MachineError(
            f"there is no space left on the disk: {installer.name} could not finish.",
            where=folder,
            hint="Free some and run the command again.",
        )
    reason = (
        "took more than an hour" if completed.timed_out else f"ended with exit code {completed.exit_code}"
    )
    return ProjectCommandFailed(
        f"{installer.name} could not install the project's dependencies: it {reason}.",
        where=folder,
        hint=f"{completed.tail(20)}\nThe command was: {shlex.join(command)}",
    )
