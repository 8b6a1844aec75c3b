"""`path`: what lies on PATH, in its order. Finds only."""

import os
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.model.errors import InterpreterUnavailable
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.executables import pythons_in

NAME = "path"


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    """Shims are not started: what they lead to depends on the folder, and is listed by its manager."""
    shims = _shim_folders(machine)
    for folder in machine.search_path:
        manager = shims.get(os.path.normcase(folder))
        for path in pythons_in(folder, machine):
            if manager is not None:
                yield Rejected(path, f"a shim of {manager}; the versions behind it are listed on their own")
            elif machine.system == "windows" and path.stat().st_size == 0:
                yield Rejected(path, "a placeholder that opens the Microsoft Store")
            else:
                yield Candidate(path, NAME)


def _shim_folders(machine: Machine) -> dict[str, str]:
    variable = machine.variable_path
    folders = {
        (variable("PYENV_ROOT") or machine.home / ".pyenv") / "shims": "pyenv",
        (variable("ASDF_DATA_DIR") or machine.home / ".asdf") / "shims": "asdf",
        (variable("MISE_DATA_DIR") or machine.home / ".local/share/mise") / "shims": "mise",
        machine.home / ".pyenv/pyenv-win/shims": "pyenv-win",
    }
    return {os.path.normcase(folder): manager for folder, manager in folders.items()}


def can(target: Target, machine: Machine) -> Plan | Refusal:
    return Refusal(NAME, f"no {target.name} on PATH")


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    raise InterpreterUnavailable("PATH is searched, nothing is installed on it.")
