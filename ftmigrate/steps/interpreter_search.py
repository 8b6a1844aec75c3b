"""Interpreters that are on the machine: all of them, or the one that answers a request."""

from collections.abc import Sequence
from pathlib import Path

from ftmigrate.host.discovery import examine
from ftmigrate.host.machine import this_machine
from ftmigrate.host.probe_cache import ProbeCache
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Candidate, Discovery, Interpreter
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.target import Target
from ftmigrate.providers.provider import Provider
from ftmigrate.providers.registry import BY_NAME, PROVIDERS
from ftmigrate.steps.choosing import choose


def discover(
    configuration: Configuration,
    progress: Progress,
    *,
    machine: Machine | None = None,
    cache: ProbeCache | None = None,
) -> Discovery:
    """Every interpreter on the machine, in the configuration's order of providers."""
    machine = machine or this_machine()
    found = (entry for provider in in_order(configuration) for entry in provider.find(machine))
    return examine(found, cache)


def in_order(configuration: Configuration) -> list[Provider]:
    """The providers in the order of the configuration.

    The configured ones first; the others still find, but never install."""
    chosen = [BY_NAME[name] for name in configuration.providers if name in BY_NAME]
    return chosen + [provider for provider in PROVIDERS if provider not in chosen]


def find(
    target: Target, configuration: Configuration, progress: Progress, *, machine: Machine | None = None
) -> Interpreter | None:
    """The interpreter on this machine that answers `target`; nothing is installed."""
    return find_each((target,), configuration, progress, machine=machine)[0]


def find_each(
    targets: Sequence[Target],
    configuration: Configuration,
    progress: Progress,
    *,
    machine: Machine | None = None,
) -> tuple[Interpreter | None, ...]:
    """`find` for several requests, in their order, with one look at the machine."""
    named = all(target.path is not None for target in targets)
    known = () if named else discover(configuration, progress, machine=machine).interpreters
    return tuple(
        choose(target, known) if target.path is None else at_path(Path(target.path)) for target in targets
    )


def at_path(path: Path) -> Interpreter:
    """The interpreter that a user named by its file or by its folder; UsageError says what is wrong."""
    python = path.expanduser().absolute()
    if python.is_dir():
        inside = (
            python / "bin/python3",
            python / "bin/python",
            python / "python.exe",
            python / "Scripts/python.exe",
        )
        python = next((file for file in inside if file.is_file()), python)
    if not python.is_file():
        raise UsageError("there is no interpreter here.", where=str(path), hint="Name its executable.")
    discovery = examine([Candidate(python, "path")])
    if discovery.rejected:
        raise UsageError(f"this is no usable interpreter: {discovery.rejected[0].reason}.", where=str(path))
    return discovery.interpreters[0]
