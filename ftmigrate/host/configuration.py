"""The project's settings: `[tool.ftmigrate]` in pyproject.toml, else ftmigrate.toml.

Read with tomllib, written with tomlkit, so that comments, order and line ends stay.
"""

import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from ftmigrate.host.files import write_atomically
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.configuration_schema import configuration_of, table_of
from ftmigrate.model.errors import UsageError

PYPROJECT = "pyproject.toml"
OWN_FILE = "ftmigrate.toml"


def read(project: Path) -> Configuration:
    """The settings of `project`, defaults where it has none.

    Raises UsageError for TOML that cannot be parsed (with file and line), an unknown key, a
    wrong value, or settings in both files.
    """
    path = location(project)
    return configuration_of(_settings_in(path), path.name) if path.exists() else Configuration()


def location(project: Path) -> Path:
    """The file that holds the settings, or that would hold them."""
    pyproject, own = project / PYPROJECT, project / OWN_FILE
    if own.exists() and pyproject.exists() and _settings_in(pyproject):
        raise UsageError(
            f"there are settings in {PYPROJECT} and in {OWN_FILE}.",
            where=str(project),
            hint=f"Move them into one of the two: [tool.ftmigrate] of {PYPROJECT} is the usual place.",
        )
    return pyproject if pyproject.exists() and not own.exists() else own


def read_toml(path: Path) -> dict[str, Any]:
    """A parsed TOML file; raises UsageError with file and line where it is none."""
    import tomllib  # not every folder has a file to read

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(
            "this is not UTF-8, as TOML must be.", where=f"{path.name}: byte {error.start}"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path, str(error)) from None


def write(project: Path, configuration: Configuration) -> Path | None:
    """Write what differs from the defaults, and the targets; the path if the file changed, else None.

    A key that is there keeps its place and its comment; nothing else in the file changes.
    """
    if is_written(project, configuration):
        return None
    path = location(project)
    before = path.read_bytes().decode("utf-8") if path.exists() else ""
    present = _settings_in(path) if path.exists() else {}
    wanted = table_of(configuration, present)
    after = _edited(before, wanted, own=path.name == OWN_FILE, present=bool(present))
    _check(after, path, configuration)
    write_atomically(path, after.encode())
    return path


def is_written(project: Path, configuration: Configuration) -> bool:
    """Whether the file says all of `configuration` already, its targets too."""
    path = location(project)
    present = _settings_in(path) if path.exists() else {}
    return "targets" in present and configuration_of(present, path.name) == configuration


def rendered(configuration: Configuration) -> str:
    """The settings as a new [tool.ftmigrate] table."""
    return _own_table(table_of(configuration, {}))


def _own_table(wanted: Mapping[str, Any]) -> str:
    import tomlkit

    return tomlkit.dumps({"tool": {"ftmigrate": wanted}}).replace("[tool]\n", "")


def _settings_in(path: Path) -> Mapping[str, Any]:
    document = read_toml(path)
    if path.name == OWN_FILE:
        return document
    tool = document.get("tool", {})
    table = tool.get("ftmigrate", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise UsageError("`tool.ftmigrate` must be a table.", where=path.name)
    return table


def _syntax_error(path: Path, message: str) -> UsageError:
    found = re.search(r"\s*\(at line (\d+), column (\d+)\)", message)
    where = f"{path.name}:{found[1]}:{found[2]}" if found else path.name
    reason = message[: found.start()] if found else message
    return UsageError(f"this is not valid TOML: {reason[:1].lower()}{reason[1:]}.", where=where)


def _edited(text: str, wanted: Mapping[str, Any], *, own: bool, present: bool) -> str:
    ends = "\r\n" if "\r\n" in text else "\n"
    if not present and not own:
        # Added as text: tomlkit would put the table between others where `tool` is spread over the file.
        table = _own_table(wanted)
        gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
        after = text + gap + table
    else:
        import tomlkit

        document = tomlkit.parse(text)
        _merge(document if own else document["tool"]["ftmigrate"], wanted)
        after = tomlkit.dumps(document)
    return after.replace("\r\n", "\n").replace("\n", ends)


def _merge(table: MutableMapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for key, value in wanted.items():
        if value is None:
            table.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(table.get(key), MutableMapping):
            _merge(table[key], value)
        elif key not in table or table[key] != value:
            table[key] = value


def _check(text: str, path: Path, configuration: Configuration) -> None:
    """What we are about to write must read back as what was meant."""
    import tomllib

    try:
        document = tomllib.loads(text)
        table = document if path.name == OWN_FILE else document["tool"]["ftmigrate"]
        right = configuration_of(table, path.name) == configuration
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        right = False
    if not right:
        raise UsageError(
            "the settings cannot be added to this file without changing what it says.",
            where=path.name,
            hint="Add a [tool.ftmigrate] table by hand, then run the command again.",
        )
