"""`own`: what ftmigrate itself installed (from Debian or an archive). Finds only; others install."""

from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.installations import installations
from ftmigrate.model.errors import InterpreterUnavailable
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target

NAME = "own"
MANAGER = "ftmigrate"


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    """Only complete installations; the provider is the one that made it."""
    for installation in installations(machine.interpreters):
        yield Candidate(installation.python, installation.provider, MANAGER)


def can(target: Target, machine: Machine) -> Plan | Refusal:
    return Refusal(NAME, f"no {target.name} was installed by ftmigrate")


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    raise InterpreterUnavailable("ftmigrate installs through its other providers.")
