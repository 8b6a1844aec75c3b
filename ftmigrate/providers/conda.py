"""`conda`: environments of conda, mamba, micromamba and pixi, and `conda create`.

A free-threaded environment is one with the package python-freethreading; both names may lie in one
prefix, so that only asking tells them apart.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.installations import claimed, put_in_place
from ftmigrate.host.interpreter_check import check_modules
from ftmigrate.host.processes import run
from ftmigrate.model.errors import InterpreterUnavailable
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Installation, Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.executables import pythons_of_prefix, subfolders

NAME = "conda"
_TIME_LIMIT = 1800.0
_PROGRAMS = ("mamba", "micromamba", "conda")
_ROOTS = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba", ".conda")


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    for prefix in dict.fromkeys(_environments(machine)):
        for path in pythons_of_prefix(prefix, machine):
            yield Candidate(path, NAME, "pixi" if ".pixi" in prefix.parts else "conda")


def _environments(machine: Machine) -> Iterator[Path]:
    active = machine.variable_path("CONDA_PREFIX")
    if active is not None:
        yield active
    yield from _registered(machine)
    for root in _roots(machine):
        yield root
        yield from subfolders(root / "envs")
    for folder in machine.environment.get("CONDA_ENVS_PATH", "").split(";" if machine.suffix else ":"):
        yield from subfolders(Path(folder) if folder else None)
    yield from subfolders((machine.variable_path("PIXI_HOME") or machine.home / ".pixi") / "envs")


def _registered(machine: Machine) -> Iterator[Path]:
    """conda's own list of all environments it ever made; some are gone."""
    try:
        text = (machine.home / ".conda/environments.txt").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    yield from (Path(line.strip()) for line in text.splitlines() if line.strip())


def _roots(machine: Machine) -> Iterator[Path]:
    for name in ("CONDA_ROOT", "MAMBA_ROOT_PREFIX"):
        explicit = machine.variable_path(name)
        if explicit is not None:
            yield explicit
    yield from (machine.home / name for name in _ROOTS)
    if machine.system != "windows":
        for path in ("/opt/conda", "/opt/miniconda3", "/opt/miniforge3", "/opt/anaconda3"):
            yield machine.system_path(path)


def can(target: Target, machine: Machine) -> Plan | Refusal:
    if target.minor is None or target.debug or target.jit:
        return Refusal(NAME, f"conda has no {target.name}")
    packages = _packages(target)
    command = f"conda create -n py{target.name} -c conda-forge {' '.join(packages)}"
    path = machine.environment.get("PATH", "")
    program = next((found for name in _PROGRAMS if (found := shutil.which(name, path=path))), None)
    if program is None:
        return Refusal(NAME, "neither conda, mamba nor micromamba is on PATH", (command,))
    summary = f"creates an environment of its own with {packages[0]} from conda-forge"
    return Plan(NAME, target, summary, (command,), details={"program": program})


def _packages(target: Target) -> tuple[str, ...]:
    version = target.specifier.removeprefix("==").removesuffix(".*")
    equals = f"={version}" if version[:1].isdigit() else version
    return (f"python-freethreading{equals}",) if target.free_threaded else (f"python{equals}", "python-gil")


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    """Its environments can't be moved: it is made where it will stay, and counts once it is recorded."""
    with claimed(machine.interpreters, NAME, plan.target.name, progress) as claim:
        if claim.made_meanwhile is not None:
            return claim.made_meanwhile.python
        final = claim.place(f"cpython-{plan.target.name}-conda")
        claim.announce(final)
        words = ["create", "--yes", "--prefix", str(final), "--override-channels", "--channel", "conda-forge"]
        with progress.task(f"conda creates {plan.target.name}") as task:
            done = run(
                [plan.details["program"], *words, *_packages(plan.target)],
                timeout=_TIME_LIMIT,
                on_line=lambda line: task.update(note=line[:60]),
            )
        python = next(pythons_of_prefix(final, machine), None)
        if not done.ok or python is None:
            raise InterpreterUnavailable(f"`conda create` failed: {done.tail(1) or 'it said nothing'}")
        record = Installation(final, python, NAME, plan.target.name, _packages(plan.target))
        return put_in_place(claim, final, record, check_modules)
