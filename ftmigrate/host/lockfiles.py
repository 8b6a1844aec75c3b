"""Lock files: which one there is, what it pins, and which files it knows."""

import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ftmigrate.host.installers import find_installer, install_environment
from ftmigrate.host.processes import run
from ftmigrate.model.dependencies import normalized
from ftmigrate.model.lockfile import Export, LockedPackage, Pin, pins_of

# The first that is there counts: the standard one, then the tools' own.
LOCKS = ("pylock.toml", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")
_EXPORT_SECONDS = 120.0


def lock_of(project: Path) -> str:
    """The name of the project's lock file; empty where it has none."""
    return next((name for name in LOCKS if (project / name).is_file()), "")


def locked_packages(path: Path) -> tuple[LockedPackage, ...]:
    """The packages of a TOML lock and the file names it has for them; none for Pipfile.lock."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ()
    entries = document.get("package") or document.get("packages") or []
    return tuple(
        LockedPackage(normalized(entry["name"]), str(entry["version"]), tuple(dict.fromkeys(_files(entry))))
        for entry in entries
        if isinstance(entry, dict) and "name" in entry and "version" in entry
    )


def _files(value: Any) -> Iterator[str]:
    """Every file name below `value`: locks spell them as `file`, `name`, `url` or `path`."""
    if isinstance(value, str):
        name = value.partition("#")[0].partition("?")[0].rpartition("/")[2]
        if name.endswith((".whl", ".tar.gz", ".zip")):
            yield name.replace("%2B", "+")
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _files(item)
    elif isinstance(value, list):
        for item in value:
            yield from _files(item)


def export(
    project: Path, lock: str, extras: Sequence[str], groups: Sequence[str], markers: Mapping[str, str]
) -> Export:
    """The pins of `lock` for these extras and groups.

    `markers` are the target's marker variables that a lock read by ourselves is judged by; a
    tool's own export keeps the markers in the lines.
    """
    if lock == "Pipfile.lock":
        return _pipfile_lock(project / lock, groups)
    if lock == "pylock.toml":
        return _pylock(project / lock, extras, groups, markers)
    command = _export_command(lock, extras, groups)
    if command is None:
        tool = lock.partition(".")[0]
        return Export(reason=f"{tool} is not here to read it", remedy=f"pipx install {_PACKAGES[tool]}")
    environment = install_environment(find_installer(), project) | _LEAVE_NOTHING
    done = run(command, cwd=project, env=environment, timeout=_EXPORT_SECONDS)
    if not done.ok:
        return Export(reason=f"`{' '.join(command[:2])}` failed: {done.tail(2)}")
    return Export(pins_of(done.stdout))


# Without these pdm makes a `.venv` in the project, and poetry an environment in its cache, only to
# print a file.
# https://pdm-project.org/en/latest/reference/configuration/, https://python-poetry.org/docs/configuration/
_LEAVE_NOTHING = {
    "PDM_USE_VENV": "false",
    "PDM_IGNORE_SAVED_PYTHON": "1",
    "PDM_CHECK_UPDATE": "false",
    "POETRY_VIRTUALENVS_CREATE": "false",
}
_PACKAGES = {"uv": "uv", "poetry": "poetry (and: pipx inject poetry poetry-plugin-export)", "pdm": "pdm"}


def _export_command(lock: str, extras: Sequence[str], groups: Sequence[str]) -> tuple[str, ...] | None:
    tool = lock.partition(".")[0]
    installer = find_installer()
    program = str(installer.program) if tool == "uv" and installer.program else shutil.which(tool)
    if program is None:
        return None
    if tool == "uv":
        chosen = (*_each("--extra", extras), *_each("--group", groups))
        quiet = ("--no-emit-project", "--no-header", "--no-annotate", "--no-default-groups", "--quiet")
        return (program, "export", "--frozen", *quiet, *chosen)
    if tool == "poetry":
        return (
            *(program, "export", "--format", "requirements.txt", "--no-interaction"),
            *(*_each("--with", groups), *_each("--extras", extras)),
        )
    return (program, "export", "--format", "requirements", *_each("-G", (*extras, *groups)))


def _each(option: str, values: Sequence[str]) -> Iterator[str]:
    for value in values:
        yield from (option, value)


def _pipfile_lock(path: Path, groups: Sequence[str]) -> Export:
    """Pipenv's format: JSON with `default`, `develop` and one table for each further category."""
    try:
        document = json.loads(path.read_bytes())
        sections = ["default", *("develop" if group == "dev" else group for group in groups)]
        entries = {name: entry for section in sections for name, entry in document.get(section, {}).items()}
        return Export(tuple(_pipfile_pin(name, entry) for name, entry in entries.items()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Export(reason=f"it can't be read ({error})", remedy="pipenv lock")


def _pipfile_pin(name: str, entry: Mapping[str, Any]) -> Pin:
    extras = f"[{','.join(entry['extras'])}]" if entry.get("extras") else ""
    marker = f" ; {entry['markers']}" if entry.get("markers") else ""
    if "git" in entry:
        return Pin(f"{name}{extras} @ git+{entry['git']}@{entry.get('ref', 'HEAD')}{marker}")
    if "file" in entry or "path" in entry:
        place = entry.get("file") or entry["path"]
        return Pin(f"-e {place}" if entry.get("editable") else str(place))
    # "*" is what pipenv writes where the locking machine had no use for the package.
    wanted = "" if entry["version"] == "*" else str(entry["version"])
    version = wanted.removeprefix("==") if wanted.startswith("==") else ""
    hashes = tuple(entry.get("hashes", ()))
    return Pin(f"{name}{extras}{wanted}{marker}", normalized(name) if version else "", version, hashes)


def _pylock(path: Path, extras: Sequence[str], groups: Sequence[str], markers: Mapping[str, str]) -> Export:
    """PEP 751. A package whose marker does not hold for the target is left out here."""
    from packaging.markers import InvalidMarker, Marker, UndefinedEnvironmentName

    try:
        document = tomllib.loads(path.read_text("utf-8"))
        chosen = {*groups, *document.get("default-groups", ())}
        variables = {**markers, "extras": {*extras}, "dependency_groups": chosen}
        return Export(
            tuple(
                pin
                for entry in document["packages"]
                if "marker" not in entry or Marker(entry["marker"]).evaluate(variables, "lock_file")  # type: ignore[arg-type]
                for pin in _pylock_pins(entry)
            )
        )
    except (OSError, ValueError, KeyError, TypeError, InvalidMarker, UndefinedEnvironmentName) as error:
        return Export(reason=f"it can't be read ({error})")


def _pylock_pins(entry: Mapping[str, Any]) -> Iterator[Pin]:
    name = entry["name"]
    if "vcs" in entry:
        vcs = entry["vcs"]
        yield Pin(f"{name} @ {vcs['type']}+{vcs.get('url') or vcs['path']}@{vcs['commit-id']}")
    elif "directory" in entry:
        place = entry["directory"]["path"]
        if place not in (".", "./"):  # the project itself is installed in its own way
            yield Pin(f"-e {place}" if entry["directory"].get("editable") else place)
    elif "archive" in entry:
        yield Pin(f"{name} @ {entry['archive'].get('url') or entry['archive']['path']}")
    else:
        files = [*entry.get("wheels", ()), *filter(None, [entry.get("sdist")])]
        hashes = tuple(f"{kind}:{value}" for file in files for kind, value in file["hashes"].items())
        yield Pin(f"{name}=={entry['version']}", normalized(name), str(entry["version"]), hashes)
