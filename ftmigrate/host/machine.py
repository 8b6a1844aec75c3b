"""The machine that ftmigrate runs on, as a value."""

import os
import platform
import sys
from pathlib import Path
from types import MappingProxyType

from ftmigrate.host.folders import interpreters_folder
from ftmigrate.host.registry import registered_pythons
from ftmigrate.model.machine import Machine

_SYSTEMS = {"win32": "windows", "cygwin": "windows", "darwin": "darwin"}


def this_machine() -> Machine:
    """Read once at the start of a command; nothing later asks the operating system again."""
    system = _SYSTEMS.get(sys.platform, "linux")
    return Machine(
        system=system,
        architecture=platform.machine(),
        home=Path.home(),
        interpreters=interpreters_folder(),
        environment=MappingProxyType(dict(os.environ)),
        root=Path(Path.home().anchor or "/"),
        registry=registered_pythons(),
    )
