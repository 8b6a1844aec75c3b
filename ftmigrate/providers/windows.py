"""`windows`: the registry (PEP 514), the install manager's folder, and `py install`."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.processes import run
from ftmigrate.model.errors import DownloadFailed, InterpreterUnavailable
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.executables import pythons_in, subfolders

NAME = "windows"
_TIME_LIMIT = 1800.0
# Companies whose registrations have a provider of their own here.
_MANAGERS = {"Astral": "uv", "ContinuumAnalytics": "conda"}


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    """Tags and display names are not believed: `3.14t` may be registered by anyone."""
    if machine.system != "windows":
        return
    for entry in machine.registry:
        if entry.executable.is_file():
            manager = _MANAGERS.get(entry.company, "")
            yield Candidate(entry.executable, manager or NAME, manager or entry.company)
        else:
            yield Rejected(entry.executable, f"registered as {entry.company}\\{entry.tag}, but gone")
    for folder, manager in _folders(machine):
        for path in pythons_in(folder, machine):
            yield Candidate(path, NAME, manager)


def _folders(machine: Machine) -> Iterator[tuple[Path, str]]:
    local = _local(machine)
    for folder in subfolders(local / "Python"):  # pythoncore-3.14t-64 and the like; bin has aliases
        if folder.name != "bin":
            yield folder, "py"
    for folder in subfolders(local / "Programs/Python"):
        yield folder, "python.org"
    for name in ("ProgramFiles", "ProgramFiles(x86)"):
        programs = machine.variable_path(name)
        for folder in subfolders(programs):
            if folder.name.startswith("Python3"):
                yield folder, "python.org"


def _local(machine: Machine) -> Path:
    return machine.variable_path("LOCALAPPDATA") or machine.home / "AppData/Local"


def can(target: Target, machine: Machine) -> Plan | Refusal:
    if machine.system != "windows":
        return Refusal(NAME, "this is not Windows")
    if target.minor is None or target.debug or target.jit:
        return Refusal(NAME, f"the install manager has no {target.name}")
    command = f"py install {target.name}"
    path = machine.environment.get("PATH", "")
    program = shutil.which("pymanager", path=path) or shutil.which("py", path=path)
    if program is None:
        get = "winget install 9NQ7512CXL7T  (the Python install manager)"
        return Refusal(NAME, "the Python install manager is not installed", (get, command))
    summary = "installs with the Python install manager"
    return Plan(NAME, target, summary, (command,), details={"program": program})


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    with progress.task(f"The install manager gets {plan.target.name}") as task:
        done = run(
            [plan.details["program"], "install", "--yes", plan.target.name],
            timeout=_TIME_LIMIT,
            on_line=lambda line: task.update(note=line[:60]),
        )
    if not done.ok:
        raise DownloadFailed(f"`py install {plan.target.name}` failed: {done.tail(1) or 'it said nothing'}")
    folders = subfolders(_local(machine) / "Python")
    found = [folder / "python.exe" for folder in folders if folder.name.startswith(_tag(plan.target))]
    if not found or not found[-1].is_file():
        raise InterpreterUnavailable(f"`py install {plan.target.name}` left nothing where it should be")
    return found[-1]


def _tag(target: Target) -> str:
    """`pythoncore-3.14t-` of `pythoncore-3.14t-64`."""
    assert target.minor is not None
    return f"pythoncore-{target.minor[0]}.{target.minor[1]}{'t' if target.free_threaded else ''}-"
