"""`system`: where operating systems, containers and other version managers keep interpreters.

What needs root, or changes the whole machine, is printed and never run.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.model.errors import InterpreterUnavailable
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.executables import pythons_in, pythons_of_prefix, subfolders

NAME = "system"


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    for manager, prefix in _prefixes(machine):
        for path in pythons_of_prefix(prefix, machine):
            yield Candidate(path, NAME, manager)
    for manager, folder in _folders(machine):
        for path in pythons_in(folder, machine):
            yield Candidate(path, NAME, manager)


def _prefixes(machine: Machine) -> Iterator[tuple[str, Path]]:
    """Each folder of these is one installation."""
    home, variable = machine.home, machine.variable_path
    asdf = variable("ASDF_DATA_DIR") or home / ".asdf"
    mise = variable("MISE_DATA_DIR") or (variable("XDG_DATA_HOME") or home / ".local/share") / "mise"
    places = [
        ("mise", mise / "installs/python"),
        ("asdf", asdf / "installs/python"),
        ("rye", home / ".rye/py"),
        ("hatch", home / ".local/share/hatch/pythons"),
        ("manylinux", machine.system_path("/opt/python")),
    ]
    if machine.system == "darwin":
        # python.org's installer: the free-threaded build is a framework of its own.
        for framework in ("Python", "PythonT"):
            folder = machine.system_path(f"/Library/Frameworks/{framework}.framework/Versions")
            places.append(("python.org", folder))
    for manager, folder in places:
        for prefix in subfolders(folder):
            inner = prefix / "python"
            yield manager, inner if inner.is_dir() else prefix


def _folders(machine: Machine) -> Iterator[tuple[str, Path]]:
    """Folders of executables that are not always on PATH."""
    if machine.system == "windows":
        return
    for profile in (machine.home / ".nix-profile", machine.system_path("/nix/var/nix/profiles/default")):
        yield "nix", profile / "bin"
    yield "nix", machine.system_path("/run/current-system/sw/bin")


def can(target: Target, machine: Machine) -> Plan | Refusal:
    commands = _commands(target, machine)
    if not commands:
        return Refusal(NAME, f"no package of this system is known to have {target.name}")
    return Plan(NAME, target, "for you to run: it changes the whole machine", commands, runs=False)


def _commands(target: Target, machine: Machine) -> tuple[str, ...]:
    if target.minor is None:
        return ()
    minor = f"{target.minor[0]}.{target.minor[1]}"
    free = bool(target.free_threaded)
    if machine.system == "darwin":
        note = "the free-threaded build is one of its options" if free else "the installer for macOS"
        return (f"open https://www.python.org/downloads/  ({note})",)
    if machine.system == "windows":
        return ()
    known = {"fedora": _fedora, "ubuntu": _ubuntu, "nixos": _nix, "alpine": _alpine, "arch": _arch}
    for name in _distribution(machine):
        if name in known:
            return known[name](minor, free)
    return ()


def _distribution(machine: Machine) -> list[str]:
    """ID, then ID_LIKE, of os-release(5)."""
    try:
        text = machine.system_path("/etc/os-release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    found = dict(re.findall(r'^(ID|ID_LIKE)="?([^"\n]*)"?$', text, re.MULTILINE))
    return [*found.get("ID", "").split(), *found.get("ID_LIKE", "").split()]


def _fedora(minor: str, free: bool) -> tuple[str, ...]:
    return (f"sudo dnf install python{minor}{'-freethreading' if free else ''}",)


def _ubuntu(minor: str, free: bool) -> tuple[str, ...]:
    packages = f"python{minor}-nogil" if free else f"python{minor} python{minor}-venv"
    return ("sudo add-apt-repository ppa:deadsnakes/ppa", f"sudo apt-get install {packages}")


def _nix(minor: str, free: bool) -> tuple[str, ...]:
    name = f"python{minor.replace('.', '')}{'FreeThreading' if free else ''}"
    return (f"nix profile install nixpkgs#{name}",)


def _alpine(minor: str, free: bool) -> tuple[str, ...]:
    return () if free else (f"sudo apk add python3~{minor}",)


def _arch(minor: str, free: bool) -> tuple[str, ...]:
    return () if free else ("sudo pacman -S python",)


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    raise InterpreterUnavailable("what changes the whole machine is for you to run")
