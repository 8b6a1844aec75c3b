"""A listing's files as releases: versions in order, what each offers, what may be installed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from ftmigrate.checks.readiness_tags import Accepted, wheel_tags, wheel_version
from ftmigrate.model.package_index import IndexFile, Listing

_SDIST = re.compile(r"\.(tar\.gz|zip|tar\.bz2|tgz)$")


@dataclass(frozen=True, slots=True)
class Release:
    """One version's files that the given Python may use (Requires-Python), yanked ones apart."""

    version: Version
    wheels: tuple[IndexFile, ...]
    sdists: tuple[IndexFile, ...]
    yanked: bool

    def best(self, accepts: Accepted) -> IndexFile | None:
        """The wheel that an installer would choose, None where none fits."""
        ranked = [
            (rank, wheel)
            for wheel in self.wheels
            if accepts.may_fit(wheel.filename)
            and (rank := accepts.rank(wheel_tags(wheel.filename))) is not None
        ]
        return min(ranked, key=lambda pair: pair[0])[1] if ranked else None

    @property
    def date(self) -> str:
        """The day of its first file, empty where the index does not tell."""
        return min((f.uploaded[:10] for f in (*self.wheels, *self.sdists) if f.uploaded), default="")


def releases(listing: Listing, python: str) -> tuple[Release, ...]:
    """Newest first. `python` ("3.14.0") must satisfy a file's Requires-Python, or it is left out."""
    wheels: dict[Version, list[IndexFile]] = {}
    sdists: dict[Version, list[IndexFile]] = {}
    yanked: dict[Version, bool] = {}
    for file in listing.files:
        version = _version_of(file.filename, listing.name)
        if version is None or not _admits(file.requires_python, python):
            continue
        kind = wheels if file.filename.endswith(".whl") else sdists
        kind.setdefault(version, []).append(file)
        yanked[version] = file.yanked and yanked.get(version, True)
    return tuple(
        Release(version, tuple(wheels.get(version, ())), tuple(sdists.get(version, ())), yanked[version])
        for version in sorted(yanked, reverse=True)
    )


def _version_of(filename: str, name: str) -> Version | None:
    if filename.endswith(".whl"):
        return _parsed(wheel_version(filename))
    stem = _SDIST.sub("", filename)
    if stem == filename:
        return None
    # The version of an old sdist may hold a dash, and so may its name: the name is known.
    for match in re.finditer("-", stem):
        if canonicalize_name(stem[: match.start()]) == name:
            return _parsed(stem[match.end() :])
    return None


@cache
def _parsed(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


@cache
def _admits(requires: str, python: str) -> bool:
    if not requires:
        return True
    try:
        return SpecifierSet(requires).contains(python, prereleases=True)
    except InvalidSpecifier:  # pip ignores such a line
        return True


def allowed(found: Iterable[Release], pins: SpecifierSet, resolved: Version | None) -> list[Release]:
    """Final releases inside the pins, newest first; a yanked or pre-release one only if resolved to."""
    return [
        release
        for release in found
        if release.version == resolved
        or (not release.yanked and not release.version.is_prerelease and pins.contains(release.version))
    ]


def pre_releases(found: Sequence[Release], pins: SpecifierSet) -> list[Release]:
    """Those newer than every final release: what the project is about to publish."""
    newest = next((r.version for r in found if not r.version.is_prerelease), None)
    return [
        release
        for release in found
        if release.version.is_prerelease
        and not release.yanked
        and pins.contains(release.version, prereleases=True)
        and (newest is None or release.version > newest)
    ]
