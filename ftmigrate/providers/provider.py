"""What every provider of interpreters is: a module with these names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target


class Provider(Protocol):
    """A module of this package; `registry.PROVIDERS` lists them."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """As in the configuration's `providers`."""

    def find(self, machine: Machine) -> Iterator[Candidate | Rejected]:
        """The files that may be interpreters, without starting any; never raises for a broken layout."""

    def can(self, target: Target, machine: Machine) -> Plan | Refusal:
        """What it would do for the target here, without network and without writing."""

    def install(self, plan: Plan, machine: Machine, progress: Progress) -> Path:
        """Do it and return the executable. Raises FtmigrateError with one sentence if it can't."""
