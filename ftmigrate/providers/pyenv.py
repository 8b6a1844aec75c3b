"""`pyenv`: its versions, the inactive ones too, and `pyenv install` (which compiles)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.patience import impatient_names
from ftmigrate.host.processes import clean_environment, run
from ftmigrate.model.errors import InterpreterUnavailable
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.executables import pythons_of_prefix, subfolders

NAME = "pyenv"
_TIME_LIMIT = 3600.0


def root(machine: Machine) -> Path:
    """PYENV_ROOT, else the default of pyenv, or of pyenv-win on Windows."""
    default = ".pyenv/pyenv-win" if machine.system == "windows" else ".pyenv"
    return machine.variable_path("PYENV_ROOT") or machine.home / default


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    for version in subfolders(root(machine) / "versions"):
        for path in pythons_of_prefix(version, machine):
            yield Candidate(path, NAME, "pyenv")


def can(target: Target, machine: Machine) -> Plan | Refusal:
    """pyenv knows versions by definition files, so what it can build is known without a network."""
    command = f"pyenv install {target.name}"
    program = _program(machine)
    if program is None:
        return Refusal(NAME, "pyenv is not installed", (command,))
    definition = _definition(program, target)
    if definition is None:
        return Refusal(NAME, f"this pyenv knows no {target.name}: update pyenv", ("pyenv update", command))
    return Plan(
        NAME,
        target,
        f"compiles {definition} with pyenv (minutes; needs a compiler and headers)",
        (
            f"pyenv install --skip-existing {definition}",
            f"PYTHON_BUILD_MIRROR_URL=URL pyenv install {definition}",
        ),
        details={"program": str(program), "definition": definition},
    )


def _program(machine: Machine) -> Path | None:
    name = "pyenv.bat" if machine.system == "windows" else "pyenv"
    local = root(machine) / "bin" / name
    if local.is_file():
        return local
    found = shutil.which("pyenv", path=machine.environment.get("PATH", ""))
    return Path(found) if found else None


def _definition(program: Path, target: Target) -> str | None:
    """The newest final definition that fits, such as `3.14.2t`."""
    folder = program.resolve().parent.parent / "plugins/python-build/share/python-build"
    wanted = target.name.removesuffix("t")
    best: tuple[int, ...] | None = None
    for path in folder.glob(f"{wanted}*"):
        number = path.name.removesuffix("t")
        if path.name.endswith("t") != bool(target.free_threaded):
            continue
        parts = number.split(".")
        final = len(parts) == 3 and all(part.isdigit() for part in parts)
        if final and (number == wanted or number.startswith(f"{wanted}.")):
            best = max(best or (), tuple(map(int, parts)))
    if best is None:
        return None
    return ".".join(map(str, best)) + ("t" if target.free_threaded else "")


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    program, definition = plan.details["program"], plan.details["definition"]
    with progress.task(f"pyenv compiles {definition}") as task:
        done = run(
            [program, "install", "--skip-existing", definition],
            env=clean_environment(_patience(machine)),
            timeout=_TIME_LIMIT,
            on_line=lambda line: task.update(note=line[:60]),
        )
    if not done.ok:
        raise InterpreterUnavailable(f"`pyenv install {definition}` failed: {_last(done.tail())}")
    return root(machine) / "versions" / definition / "bin" / "python"


def _patience(machine: Machine) -> dict[str, str]:
    """curl alone waits minutes for a host that does not answer; the user's own options win."""
    options = {
        "PYTHON_BUILD_CURL_OPTS": "--connect-timeout 4",
        "PYTHON_BUILD_WGET_OPTS": "--connect-timeout=4",
    }
    ours = {name: value for name, value in options.items() if name not in machine.environment}
    return ours | impatient_names()


def _last(text: str) -> str:
    return text.splitlines()[-1].strip() if text else "it said nothing"
