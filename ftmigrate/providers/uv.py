"""`uv`: its managed folder, and `uv python install`, the normal way on the open internet.

Mirrors, offline lists and everything else of the user's uv.toml and UV_* variables apply.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.patience import impatient_names
from ftmigrate.host.processes import Completed, clean_environment, run
from ftmigrate.model.errors import DownloadFailed, InterpreterUnavailable
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.executables import pythons_of_prefix, subfolders

NAME = "uv"
_TIME_LIMIT = 1800.0
# Worth asking again with uv's own patience; a host that can't be reached is not.
_PASSING = re.compile(r"reset by peer|\b50[0234]\b|connection closed", re.IGNORECASE)


def folder(machine: Machine) -> Path:
    """UV_PYTHON_INSTALL_DIR, else uv's default (the XDG folder on macOS too)."""
    explicit = machine.variable_path("UV_PYTHON_INSTALL_DIR")
    if explicit is not None:
        return explicit
    if machine.system == "windows":
        return (machine.variable_path("APPDATA") or machine.home / "AppData/Roaming") / "uv/python"
    return (machine.variable_path("XDG_DATA_HOME") or machine.home / ".local/share") / "uv/python"


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    """uv's `cpython-3.14-...` links to the newest `cpython-3.14.2-...`: those are listed once."""
    for prefix in subfolders(folder(machine)):
        for path in pythons_of_prefix(prefix, machine):
            yield Candidate(path, NAME, "uv")


def can(target: Target, machine: Machine) -> Plan | Refusal:
    request = _request(target)
    if request is None:
        return Refusal(NAME, f"uv installs no {target.name}")
    program = _program(machine)
    if program is None:
        return Refusal(NAME, "uv is not installed", ("python -m pip install uv",))
    return Plan(
        NAME,
        target,
        "downloads a ready build with uv",
        (
            f"UV_PYTHON_INSTALL_BIN=0 uv python install {request}",
            f"UV_PYTHON_INSTALL_MIRROR=URL uv python install {request}",
        ),
        details={"program": str(program), "request": request},
    )


def _request(target: Target) -> str | None:
    """In the words of `uv python install`, where a bare version is the GIL build.

    (Not so in `uv python find`, where it is whichever build comes first.)
    """
    if target.path is not None or target.jit:
        return None
    version = target.specifier.removeprefix("==").removesuffix(".*")
    if not version[:1].isdigit():
        version = target.specifier
    return f"{version}{'+freethreaded' if target.free_threaded else ''}{'+debug' if target.debug else ''}"


def _program(machine: Machine) -> Path | None:
    """The one that came with our own environment, else the user's."""
    try:
        from uv import find_uv_bin

        return Path(find_uv_bin())
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv", path=machine.environment.get("PATH", ""))
        return Path(found) if found else None


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    with progress.task(f"uv installs {plan.target.name}"):
        done = _run(plan, {"UV_HTTP_RETRIES": "0", "UV_HTTP_CONNECT_TIMEOUT": "4", **impatient_names()})
        if not done.ok and _PASSING.search(done.stderr):
            done = _run(plan, {})
    if not done.ok:
        raise DownloadFailed(_reason(done))
    return _installed(plan, machine)


def _run(plan: Plan, extra: dict[str, str]) -> Completed:
    environment = clean_environment({"UV_PYTHON_INSTALL_BIN": "0", "UV_NO_PROGRESS": "1", **extra})
    words = [plan.details["program"], "python", "install", plan.details["request"]]
    return run(words, env=environment, timeout=_TIME_LIMIT)


def _reason(done: Completed) -> str:
    """uv's error and its last cause, in one line."""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    causes = [
        line.partition(":")[2].strip() for line in lines if line.lower().startswith(("cause:", "caused by:"))
    ]
    errors = [line.removeprefix("error:").strip() for line in lines if line.startswith("error:")]
    first = errors[0] if errors else (lines[0] if lines else f"exit {done.exit_code}")
    return (f"{first}: {causes[-1]}" if causes else first)[:240]


def _installed(plan: Plan, machine: Machine) -> Path:
    """Where uv put it: asked of uv itself, which knows all its settings."""
    request = plan.details["request"] + ("" if "+" in plan.details["request"] else "+gil")
    words = [plan.details["program"], "python", "find", "--managed-python", "--no-project", request]
    done = run(words, env=clean_environment({"UV_PYTHON_DOWNLOADS": "never"}), timeout=60)
    path = Path(done.stdout.strip())
    if not done.ok or not path.is_file():
        raise InterpreterUnavailable(f"uv installed it, but can't find it again: {done.tail(1)}")
    # Not through uv's link for the minor version, which a later installation moves.
    return path.parent.resolve() / path.name
