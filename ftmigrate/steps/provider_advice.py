"""What a person can do when no provider could help: exact commands for this machine."""

from collections.abc import Iterator

from ftmigrate.host.machine import this_machine
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.machine import Machine
from ftmigrate.model.target import Target
from ftmigrate.steps.interpreter_search import in_order


def advice(
    target: Target, configuration: Configuration, *, stand_in: bool = True, machine: Machine | None = None
) -> tuple[str, ...]:
    """One line each: a command, or the variable that names a mirror, best first, each once.

    `stand_in` says whether a stand-in is still worth naming.
    """
    lines = list(_lines(target, configuration, machine or this_machine()))
    if stand_in and target.free_threaded:
        lines.append(
            "ftmigrate init --allow-stand-in  (another free-threaded minor version, said so everywhere)"
        )
    return tuple(dict.fromkeys(lines))


def _lines(target: Target, configuration: Configuration, machine: Machine) -> Iterator[str]:
    for provider in in_order(configuration):
        # Our own commands are what has just failed.
        commands = provider.can(target, machine).commands
        yield from (command for command in commands if not command.startswith("ftmigrate "))
    if target.path is None:
        yield f"ftmigrate python install {target.name} --from ARCHIVE_OR_SOURCE --sha256 HEX"
