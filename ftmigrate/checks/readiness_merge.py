"""What importing proved and what the index's tags say, joined into one answer."""

from collections.abc import Mapping
from dataclasses import replace

from ftmigrate.model.auditing import Kind, PackageOnTarget, Readiness

_WORST_FIRST = (Readiness.BLOCKED, Readiness.UNKNOWN, Readiness.BUILDS_FROM_SOURCE, Readiness.READY)
# What the installed environment alone can't tell: there the index decides.
_OPEN = frozenset({Kind.NOT_INSTALLED, Kind.STAND_IN_ONLY})
_BAD_IMPORTS = frozenset(
    {
        Kind.RE_ENABLES_GIL,
        Kind.RE_ENABLES_GIL_THROUGH,
        Kind.IMPORT_CRASH,
        Kind.IMPORT_FAILS,
        Kind.UNKNOWN,
    }
)


def merge(installed: PackageOnTarget | None, tagged: PackageOnTarget, *, stand_in: bool) -> PackageOnTarget:
    """An import is better proof than a tag: bad news from it wins, good news backs the tag.

    What only a stand-in proved is said beside the tag, and changes the status only for the worse.
    """
    if installed is None:
        return tagged
    if installed.kind in _BAD_IMPORTS:
        return _bad_import(installed, tagged)
    if installed.kind in _OPEN or stand_in:
        return _backed(installed, tagged)
    if tagged.status is Readiness.READY and tagged.version == installed.version:
        return replace(
            tagged,
            evidence=tagged.evidence + installed.evidence[1:],
            proof=installed.proof,
            gil_on_import=installed.gil_on_import,
        )
    return replace(installed, way_out=tagged.way_out)


def _bad_import(installed: PackageOnTarget, tagged: PackageOnTarget) -> PackageOnTarget:
    ways = list(tagged.way_out)
    if tagged.status is Readiness.READY and tagged.version != installed.version:
        ways.insert(0, f"try {tagged.version}: it has {tagged.wheel}, not yet proved by import")
    return replace(installed, way_out=tuple(ways))


def _backed(installed: PackageOnTarget, tagged: PackageOnTarget) -> PackageOnTarget:
    """The tag's status; an import on a stand-in is worth a sentence."""
    if installed.gil_on_import is None:
        return tagged
    notes = tuple(note for note in installed.evidence if "imported on" in note)
    return replace(
        tagged,
        evidence=tagged.evidence + notes,
        gil_on_import=installed.gil_on_import,
        proof=f"{tagged.proof.removesuffix(' only')}, and {installed.proof}",
    )


def over_platforms(entries: Mapping[str, PackageOnTarget]) -> PackageOnTarget:
    """One answer for a list of platforms: the worst, its evidence marked with its platform."""
    if len(entries) == 1:
        return next(iter(entries.values()))
    worst = min(entries.values(), key=lambda entry: _WORST_FIRST.index(entry.status))
    statuses = {platform: entry.status for platform, entry in entries.items()}
    if len(set(statuses.values())) == 1:
        first = next(iter(entries.values()))
        return replace(first, platforms=statuses)
    alike = [platform for platform, status in statuses.items() if status is worst.status]
    marked = (f"on {', '.join(alike)}: {worst.evidence[0]}", *worst.evidence[1:]) if worst.evidence else ()
    return replace(worst, evidence=marked, platforms=statuses)
