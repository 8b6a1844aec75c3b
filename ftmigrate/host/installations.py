"""The interpreters that ftmigrate installed: staged, verified, then put in place; or absent.

`interpreters/NAME/` is complete if and only if it holds the record file, which is written last.
Anything else there is what a killed run left, and is deleted by the next one that has the lock.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.host.files import remove_tree, write_atomically
from ftmigrate.host.locks import exclusive
from ftmigrate.model.errors import UsageError
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Installation

_RECORD = "ftmigrate-installation.json"


def installations(folder: Path) -> tuple[Installation, ...]:
    """The complete ones under `folder`, by name; a damaged record is as good as none."""
    try:
        places = sorted(folder.iterdir())
    except OSError:
        return ()
    found = (_read(place) for place in places if not place.name.startswith("."))
    return tuple(entry for entry in found if entry is not None)


def _read(folder: Path) -> Installation | None:
    try:
        record = json.loads((folder / _RECORD).read_bytes())
        return Installation(
            folder=folder,
            python=folder / record["python"],
            provider=record["provider"],
            request=record["request"],
            sources=tuple(record["sources"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to make an installation: an empty `staging` folder, and what another process that
    had the same claim a moment ago has made meanwhile, if any."""

    staging: Path
    made_meanwhile: Installation | None


@contextmanager
def claimed(folder: Path, provider: str, request: str, progress: Progress) -> Iterator[Claim]:
    """Hold the installation of `request` by `provider`; the staging folder goes away at the end."""
    key = f"{provider}-{request}"
    before = installations(folder)
    with exclusive(folder / ".locks" / f"{key}.lock", progress, f"installing {request}"):
        staging = folder / ".staging" / key
        remove_tree(staging)
        staging.mkdir(parents=True)
        try:
            yield Claim(staging, _new(before, installations(folder), provider, request))
        finally:
            remove_tree(staging)


def _new(
    before: tuple[Installation, ...], after: tuple[Installation, ...], provider: str, request: str
) -> Installation | None:
    fresh = [entry for entry in after if entry not in before]
    return next((entry for entry in fresh if (entry.provider, entry.request) == (provider, request)), None)


def free_place(folder: Path, name: str) -> Path:
    """Where `name` goes: an incomplete folder of that name is deleted first.

    A complete one is never built over (programs remember interpreters by path): the next name with
    a number is taken.
    """
    for number in range(1, 1000):
        place = folder / (name if number == 1 else f"{name}-{number}")
        if _read(place) is None:
            remove_tree(place)
            return place
    raise UsageError(f"there are too many installations called {name}.", where=str(folder))


def put_in_place(
    staged: Path, record: Installation, verify: Callable[[Path], None], *, prepare: Callable[[], None]
) -> Installation:
    """Rename `staged` to its place, `prepare` and `verify` it there, and only then record it.

    These installations know their own path, so they can be verified only where they will stay.
    """
    staged.rename(record.folder)
    try:
        prepare()
        verify(record.python)
        write_atomically(record.folder / _RECORD, json.dumps(_document(record), indent=2).encode())
    except BaseException:
        remove_tree(record.folder)
        raise
    return record


def _document(record: Installation) -> dict[str, object]:
    return {
        "python": record.python.relative_to(record.folder).as_posix(),
        "provider": record.provider,
        "request": record.request,
        "sources": list(record.sources),
    }


def remove(installation: Installation, progress: Progress) -> None:
    """Delete it: the record first, so that a kill in between leaves debris and no half interpreter."""
    key = installation.folder.name
    with exclusive(installation.folder.parent / ".locks" / f"{key}.lock", progress, f"removing {key}"):
        (installation.folder / _RECORD).unlink(missing_ok=True)
        remove_tree(installation.folder)
