"""Which interpreter runs the engine: one of the project's environments, if it knows 3.14's grammar."""

import sys
from pathlib import Path

from ftmigrate.host.environment_records import read_record
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Interpreter


def for_engine(project: Path, configuration: Configuration) -> Interpreter | None:
    """The newest grammar among the environments that `init` made; None: this Python will do.

    Only what is recorded is read, so that it costs a millisecond. The free-threaded one comes
    first where both are 3.14: its threads share what they learned of other modules.
    """
    folders = sorted(project.absolute().glob(configuration.environments.replace("{target}", "*")))
    records = [record for folder in folders if (record := read_record(folder)) is not None]
    found = [record.environment.interpreter for record in records if record.environment.python.exists()]
    usable = [one for one in found if version(one) >= (3, 14) or version(one) > sys.version_info[:2]]
    return max(usable, key=lambda one: (version(one), one.free_threaded), default=None)


def version(interpreter: Interpreter) -> tuple[int, int]:
    major, minor, *_ = interpreter.version.split(".")
    return int(major), int(minor)
