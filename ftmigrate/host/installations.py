"""The interpreters that ftmigrate installed: staged, verified, then put in place; or absent.

`interpreters/NAME/` is complete if and only if it holds the record file, which is written last.
Anything else there is what a killed run left, and is deleted by the next one that has the lock.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from ftmigrate.host.files import remove_tree, write_atomically
from ftmigrate.host.locks import exclusive
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
    """The right to make one installation.

    `staging` is an empty folder on the same disk; `made_meanwhile` what another process made that
    had the same claim a moment ago.
    """

    folder: Path
    staging: Path
    made_meanwhile: Installation | None

    @property
    def intent(self) -> Path:
        """The file that names the place being filled, for whoever cleans up after a kill."""
        return self.staging.with_name(f"{self.staging.name}.place")

    def announce(self, place: Path) -> None:
        """Say that `place` is being filled; until it is recorded, it is debris."""
        write_atomically(self.intent, place.name.encode())

    def place(self, name: str) -> Path:
        """Where `name` goes: a path of its own, because programs remember interpreters by path."""
        taken = {path.name for path in self.folder.iterdir()}
        free = (name if number == 1 else f"{name}-{number}" for number in count(1))
        return self.folder / next(candidate for candidate in free if candidate not in taken)


@contextmanager
def claimed(folder: Path, provider: str, request: str, progress: Progress) -> Iterator[Claim]:
    """Hold the installation of `request` by `provider`; what a killed holder left is deleted first."""
    key = f"{provider}-{request}"
    before = installations(folder)
    with exclusive(folder / ".locks" / f"{key}.lock", progress, f"installing {request}"):
        new = [entry for entry in installations(folder) if entry not in before]
        made = next((entry for entry in new if (entry.provider, entry.request) == (provider, request)), None)
        claim = Claim(folder, folder / ".staging" / key, made)
        _clean(claim)
        claim.staging.mkdir(parents=True)
        try:
            yield claim
        finally:
            _clean(claim)


def _clean(claim: Claim) -> None:
    if claim.intent.is_file():
        place = claim.folder / claim.intent.read_text(encoding="utf-8").strip()
        if place.parent == claim.folder and place != claim.folder and _read(place) is None:
            _delete(place)
        claim.intent.unlink()
    _delete(claim.staging)


def _delete(path: Path) -> None:
    """The compilers of a killed run may write for a moment more: try again then."""
    for attempt in range(20):
        try:
            remove_tree(path)
            return
        except OSError:
            if attempt == 19:
                raise
            time.sleep(0.25)


def put_in_place(
    claim: Claim,
    staged: Path,
    record: Installation,
    verify: Callable[[Path], None],
    prepare: Callable[[], None] = lambda: None,
) -> Path:
    """Rename `staged` to its place (unless it was made there), `prepare` and `verify`, then record it.

    These installations know their own path, so they can be verified only where they will stay.
    Returns the executable.
    """
    claim.announce(record.folder)
    if staged != record.folder:
        staged.rename(record.folder)
    prepare()
    verify(record.python)
    write_atomically(record.folder / _RECORD, json.dumps(_document(record), indent=2).encode())
    return record.python


def _document(record: Installation) -> dict[str, object]:
    return {
        "python": record.python.relative_to(record.folder).as_posix(),
        "provider": record.provider,
        "request": record.request,
        "sources": list(record.sources),
    }


def remove(installation: Installation, progress: Progress) -> None:
    """Delete it: renamed first, so that a kill in between leaves no half interpreter."""
    folder = installation.folder.parent
    with claimed(folder, installation.provider, installation.request, progress) as claim:
        installation.folder.rename(claim.staging / installation.folder.name)
