"""Readiness judged from an index's listing: by tag only, for one target on one platform."""

from dataclasses import dataclass

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from ftmigrate.checks.readiness_tags import Accepted, wheel_tags
from ftmigrate.checks.releases import Release, allowed, pre_releases
from ftmigrate.model.auditing import Kind, PackageOnTarget, Readiness
from ftmigrate.model.package_index import IndexFile, Listing, Lookup

BY_TAG = "by tag only"


@dataclass(frozen=True, slots=True)
class Question:
    """`found` are the listing's releases for `python`, a full version; `accepts` is the target's,
    `gil` the GIL build's of the same version and platform; `resolved` what the resolver chose,
    None: the newest."""

    listing: Listing
    found: tuple[Release, ...]
    accepts: Accepted
    gil: Accepted
    python: str
    pins: SpecifierSet
    resolved: Version | None = None


def judge_listing(question: Question) -> PackageOnTarget:
    """The status by tags. Without an answer of every index only "ready" is certain, else unknown."""
    listing = question.listing
    inside = allowed(question.found, question.pins, question.resolved)
    judged = _judged(question, inside)
    if listing.outcome is Lookup.UNREACHABLE and judged.status is not Readiness.READY:
        return PackageOnTarget(
            status=Readiness.UNKNOWN,
            wheel=None,
            evidence=(listing.reason,),
            version=str(question.resolved or ""),
            proof="not proved",
        )
    return judged


def _judged(question: Question, inside: list[Release]) -> PackageOnTarget:
    current = _current(question, inside)
    if current is None:
        return _unavailable(question)
    good = current.best(question.accepts)
    if good is not None:
        return _ready(question, current, good)
    older = next((r for r in inside if _worth_going_back_to(question, r, current)), None)
    if older is not None:
        wheel = older.best(question.accepts)
        assert wheel is not None
        evidence = (
            f"{current.version} has no wheel for {question.accepts.label}",
            f"{_dated(older)} is the last inside the pins that has one: {wheel.filename}",
        )
        return _result(Readiness.READY, Kind.OLDER_VERSION, older, wheel, evidence)
    return _without_wheel(question, current)


def _worth_going_back_to(question: Question, release: Release, current: Release) -> bool:
    """Older, with a wheel that is made for the target, or at least of the same major version: a pure
    wheel of long ago would do by its tags, and is not what anybody means."""
    if release.version >= current.version:
        return False
    wheel = release.best(question.accepts)
    if wheel is None:
        return False
    native = any(tag.split("-")[1] == question.accepts.abi for tag in wheel_tags(wheel.filename))
    return native or release.version.major == current.version.major


def _current(question: Question, inside: list[Release]) -> Release | None:
    if question.resolved is not None:
        return next((r for r in inside if r.version == question.resolved), None)
    return next((r for r in inside if r.wheels or r.sdists), None)


def _ready(question: Question, release: Release, wheel: IndexFile) -> PackageOnTarget:
    pure = all(tag.endswith("-none-any") for tag in wheel_tags(wheel.filename))
    evidence = [f"{wheel.filename}{f' of {release.date}' if release.date else ''}"]
    there = release.best(question.gil)
    kind = Kind.PURE if pure else Kind.NATIVE_WHEEL
    if pure and there is not None and there.filename != wheel.filename:
        kind = Kind.PURE_FALLBACK
        evidence.append(f"the GIL build gets {there.filename}: compiled code that this target goes without")
    if kind is Kind.NATIVE_WHEEL and question.accepts.free_threaded:
        first = _first_native(question)
        if first is not None and first.version != release.version:
            evidence.append(f"the first version with such a wheel was {_dated(first)}")
    return _result(Readiness.READY, kind, release, wheel, tuple(evidence))


def _first_native(question: Question) -> Release | None:
    """The oldest final release with a wheel of the target's own ABI: names alone rule most out."""
    abi = question.accepts.abi
    return next(
        (
            r
            for r in reversed(question.found)
            if not r.version.is_prerelease
            and any(f"-{abi}-" in wheel.filename for wheel in r.wheels)
            and r.best(question.accepts)
        ),
        None,
    )


def _without_wheel(question: Question, current: Release) -> PackageOnTarget:
    """The resolved version has no wheel: what else is there, cheapest way out first."""
    there = current.best(question.gil)
    evidence = [f"{current.version} has no wheel for {question.accepts.label}"]
    ways = _newer(question, current)
    kind = Kind.BUILDS_FROM_SOURCE if current.sdists else Kind.UNAVAILABLE
    if there is not None and any("-abi3-" in tag for tag in wheel_tags(there.filename)):
        kind = Kind.ABI3_ONLY
        evidence.append(
            f"{there.filename} is abi3, which no free-threaded {question.accepts.label[:4]} loads"
        )
    elif there is not None and not current.sdists:
        kind = Kind.NO_WHEEL
    early = next((r for r in pre_releases(question.found, question.pins) if r.best(question.accepts)), None)
    if early is not None:
        kind = Kind.PRE_RELEASE_ONLY
        ways.append(f"the pre-release {_dated(early)} has a wheel")
    status = Readiness.BUILDS_FROM_SOURCE if current.sdists else Readiness.BLOCKED
    return _result(status, kind, current, None, tuple(evidence), tuple(ways))


def _newer(question: Question, current: Release) -> list[str]:
    """The nearest newer final version with a wheel, whatever the pins say."""
    better = [
        r
        for r in question.found
        if r.version > current.version
        and not r.version.is_prerelease
        and not r.yanked
        and r.best(question.accepts)
    ]
    if not better:
        return []
    outside = "" if question.pins.contains(better[-1].version) else ", which the pins exclude"
    return [f"{_dated(better[-1])} has a wheel{outside}"]


def _unavailable(question: Question) -> PackageOnTarget:
    """Nothing inside the pins can be installed: not there at all, or not for this Python."""
    listing = question.listing
    if listing.outcome is Lookup.MISSING:
        evidence = "no index has a project of this name"
    elif question.resolved is not None and not any(r.version == question.resolved for r in question.found):
        evidence = f"no index has a file of {question.resolved} for Python {question.python}"
    elif question.found:
        evidence = f"no version inside the pins ({question.pins or 'none'}) is there"
    else:
        evidence = f"every version excludes Python {question.python}"
    unknown = listing.outcome is Lookup.MISSING
    return PackageOnTarget(
        status=Readiness.UNKNOWN if unknown else Readiness.BLOCKED,
        wheel=None,
        evidence=(evidence,),
        kind=Kind.UNKNOWN if unknown else Kind.UNAVAILABLE,
        version=str(question.resolved or ""),
        proof="by the index",
    )


def _result(
    status: Readiness,
    kind: Kind,
    release: Release,
    wheel: IndexFile | None,
    evidence: tuple[str, ...],
    ways: tuple[str, ...] = (),
) -> PackageOnTarget:
    return PackageOnTarget(
        status=status,
        wheel=wheel.filename if wheel else None,
        evidence=evidence,
        kind=kind,
        version=str(release.version),
        proof=BY_TAG,
        way_out=ways,
    )


def _dated(release: Release) -> str:
    return f"{release.version} ({release.date})" if release.date else str(release.version)
