"""`homebrew`: its kegs on macOS and Linux, and `brew install`.

The free-threaded build is a formula of its own, `python-freethreading`, always the newest version;
it is a framework PythonT on macOS and has only `python3.14t`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.processes import run
from ftmigrate.model.errors import InterpreterUnavailable
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.executables import pythons_in

NAME = "homebrew"
_TIME_LIMIT = 3600.0


def prefixes(machine: Machine) -> Iterator[Path]:
    """HOMEBREW_PREFIX, then the defaults of the system."""
    explicit = machine.variable_path("HOMEBREW_PREFIX")
    if explicit is not None:
        yield explicit
    defaults = {
        "darwin": ("/opt/homebrew", "/usr/local"),
        "linux": ("/home/linuxbrew/.linuxbrew",),
    }.get(machine.system, ())
    yield from (machine.system_path(path) for path in defaults)


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    for prefix in prefixes(machine):
        # `python@3` and `python3` are links to the formula with the minor version: that one first.
        for formula in sorted((prefix / "opt").glob("python*"), key=lambda path: (-len(path.name), path)):
            for path in pythons_in(formula / "bin", machine):
                yield Candidate(path, NAME, "homebrew")


def can(target: Target, machine: Machine) -> Plan | Refusal:
    if target.minor is None or target.debug or target.jit or target.specifier.count(".") > 2:
        return Refusal(NAME, f"Homebrew has no {target.name}")
    minor = f"{target.minor[0]}.{target.minor[1]}"
    formula = "python-freethreading" if target.free_threaded else f"python@{minor}"
    command = f"brew install {formula}"
    if machine.system == "windows":
        return Refusal(NAME, "there is no Homebrew for Windows")
    program = _program(machine)
    if program is None:
        return Refusal(NAME, "Homebrew is not installed", (command,) if machine.system == "darwin" else ())
    summary = "installs the formula" + (", whatever its version is now" if target.free_threaded else "")
    details = {"program": str(program), "formula": formula, "minor": minor}
    return Plan(NAME, target, summary, (command,), details=details)


def _program(machine: Machine) -> Path | None:
    for prefix in prefixes(machine):
        if (prefix / "bin/brew").is_file():
            return prefix / "bin/brew"
    found = shutil.which("brew", path=machine.environment.get("PATH", ""))
    return Path(found) if found else None


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    program, formula = Path(plan.details["program"]), plan.details["formula"]
    with progress.task(f"Homebrew installs {formula}") as task:
        done = run(
            [program, "install", formula],
            timeout=_TIME_LIMIT,
            on_line=lambda line: task.update(note=line[:60]),
        )
    if not done.ok:
        raise InterpreterUnavailable(f"`brew install {formula}` failed: {done.tail(1) or 'it said nothing'}")
    name = f"python{plan.details['minor']}{'t' if plan.target.free_threaded else ''}"
    path = program.parent.parent / "opt" / formula / "bin" / name
    if not path.is_file():
        raise InterpreterUnavailable(f"`brew install {formula}` brought no {name}")
    return path
