"""Template sets on disk, and the files that come of them in a project."""

import configparser
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.configuration import read_toml
from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import state_folder
from ftmigrate.host.templates import templates_folder
from ftmigrate.model.errors import UsageError

_SUFFIX = ".j2"


def templates_of(name: str) -> tuple[tuple[str, str], ...]:
    """The files of a set: path in the project, and template."""
    folder = templates_folder() / name
    return tuple(
        (path.relative_to(folder).as_posix().removesuffix(_SUFFIX), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob(f"*{_SUFFIX}"))
    )


def text_at(project: Path, path: str) -> str | None:
    """The file as text, None where there is none; raises UsageError where something else is in the way."""
    place = project / path
    for above in reversed(place.relative_to(project).parents):
        if (project / above).exists() and not (project / above).is_dir():
            raise UsageError(f"{above} is no folder, so {path} can't be written.", where=str(project))
    if place.is_dir():
        raise UsageError(f"{path} is a folder, so it can't be written as a file.", where=str(project))
    try:
        return place.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def write(project: Path, path: str, text: str) -> None:
    """Write a team file; a shell script can be started as a program."""
    place = project / path
    write_atomically(place, text.encode())
    if path.endswith(".sh"):
        place.chmod(place.stat().st_mode | 0o111)


def set_aside(project: Path, path: str) -> str:
    """Copy a file that is about to be replaced into `.ftmigrate`; its place there, relative."""
    kept = state_folder(project) / "replaced" / path
    number = 1
    while kept.exists():
        number += 1
        kept = kept.with_name(f"{Path(path).name}.{number}")
    write_atomically(kept, (project / path).read_bytes())
    return kept.relative_to(project).as_posix()


def first_rival(project: Path, places: tuple[str, ...]) -> str:
    """The first of `places` (`FILE` or `FILE#table`) that is there, in words; else empty."""
    return next((found for place in places for found in _found(project, *place.partition("#")[::2])), "")


def _found(project: Path, name: str, table: str) -> Iterator[str]:
    path = project / name
    if not path.is_file():
        return
    if not table:
        yield name
    elif path.suffix == ".toml":
        value = read_toml(path)
        for key in table.split("."):
            value = value.get(key, {}) if isinstance(value, dict) else {}
        if value:
            yield f"[{table}] of {name}"
    else:
        parser = configparser.RawConfigParser(strict=False)
        parser.read_string(path.read_text("utf-8", errors="replace"))
        if parser.has_section(table):
            yield f"[{table}] of {name}"
