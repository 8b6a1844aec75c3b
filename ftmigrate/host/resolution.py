"""What an installation would choose, asked of uv; nothing is installed, built or run."""

import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.host.index_configuration import resolver_environment
from ftmigrate.host.installers import find_installer
from ftmigrate.host.pip_settings import uv_words
from ftmigrate.host.processes import run

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>\S+)\s*(?:# via (?P<via>.*))?$")
_NO_WHEEL = re.compile(r"Wheels are required for `([^`]+)`")  # uv's hint where nothing may be built
_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Resolved:
    """`parents` are the distributions that require it; none for what the project asks for itself."""

    name: str
    version: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """`reason` says why there is none; `unbuilt` names what has no wheel here, so that only a build
    could tell what it requires itself."""

    packages: tuple[Resolved, ...]
    reason: str = ""
    unbuilt: tuple[str, ...] = ()


def resolve(
    project: Path, lines: Sequence[str], files: Sequence[str], python: str, *, offline: bool
) -> Resolution:
    """Resolve requirement lines and files (relative to the project) for `python` ("3.14") and this machine.

    Only wheels are asked for metadata: a source distribution would have to be built to tell its
    dependencies, and that runs its code. What has no wheel is left out, and named.
    """
    installer = find_installer()
    if installer.program is None:
        return Resolution((), "uv is not installed, and only uv resolves without installing")
    options = ["--no-header", "--annotation-style", "line", "--only-binary", ":all:", "--quiet"]
    options += ["--offline"] if offline else []
    environment = resolver_environment(project)
    options += uv_words(environment)
    command: list[str | Path] = [installer.program, "pip", "compile", "-", *files, *options]
    # Any interpreter does for a resolution without builds; uv would download the one it is asked for.
    command += ["--python-version", python, "--python", sys.executable, "--no-python-downloads"]
    unbuilt: list[str] = []
    with tempfile.TemporaryDirectory(prefix="ftmigrate-") as folder:
        overrides = Path(folder, "overrides.txt")
        while True:
            overrides.write_text("".join(f"{name}; python_version < '3'\n" for name in unbuilt))
            answer = run(
                [*command, "--override", overrides],
                cwd=project,
                env=environment,
                stdin="\n".join(lines) + "\n",
                timeout=_SECONDS,
            )
            named = _NO_WHEEL.search(answer.stderr)
            if answer.ok or named is None or named[1] in unbuilt:
                break
            unbuilt.append(named[1])
    if not answer.ok:
        return Resolution((), "it took too long" if answer.timed_out else " ".join(answer.tail(6).split()))
    found = (match for match in map(_PIN.match, map(str.strip, answer.stdout.splitlines())) if match)
    return Resolution(tuple(_resolved(match) for match in found), unbuilt=tuple(unbuilt))


def _resolved(match: re.Match[str]) -> Resolved:
    parents = (name.strip() for name in (match["via"] or "").split(","))
    return Resolved(
        match["name"], match["version"], tuple(name for name in parents if name and " " not in name)
    )
