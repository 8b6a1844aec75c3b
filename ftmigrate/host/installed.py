"""What is installed in an environment, asked of its own interpreter."""

import json
import secrets
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from ftmigrate.host.processes import run
from ftmigrate.model.errors import ProjectCommandFailed
from ftmigrate.model.installed import InstalledDistribution
from ftmigrate.model.interpreter import Environment

_SCRIPT = Path(__file__).with_name("installed_script.py")
_TIMEOUT = 60.0


def installed_distributions(environment: Environment, project: Path) -> tuple[InstalledDistribution, ...]:
    """Every distribution of the environment, by name; reads metadata, imports nothing.

    The project itself, where it is installed, is marked as `own`.

    Raises ProjectCommandFailed where the environment's interpreter does not answer.
    """
    marker = secrets.token_hex(16)
    answer = run([environment.python, "-I", _SCRIPT, marker], timeout=_TIMEOUT)
    pieces = answer.stdout.split(marker)
    if not answer.ok or len(pieces) != 3:
        raise ProjectCommandFailed(
            f"its interpreter did not say what is installed: {answer.tail(3) or 'no answer'}.",
            where=str(environment.path),
            hint="Build it again: `ftmigrate env remove`, then `ftmigrate env sync`.",
        )
    found = (_distribution(entry, project) for entry in json.loads(pieces[1]))
    return tuple(sorted(found, key=lambda distribution: distribution.name))


def _distribution(entry: dict[str, Any], project: Path) -> InstalledDistribution:
    folder = entry["direct_folder"]
    return InstalledDistribution(
        name=canonicalize_name(entry["name"]),
        version=entry["version"],
        requires=tuple(entry["requires"]),
        wheel_tags=tuple(entry["wheel_tags"]),
        extensions=tuple(entry["extensions"]),
        modules=tuple(entry["modules"]),
        native_libraries=tuple(entry["native_libraries"]),
        stamp=entry["stamp"],
        own=folder is not None and Path(folder).resolve() == project.resolve(),
    )
