"""From packages to go, wait or no, by profile."""

from collections.abc import Iterable, Iterator, Sequence

from ftmigrate.model.auditing import CodeNote, Go, Kind, PackageOnTarget, PackageReadiness, Readiness

PROFILES = ("local", "production")

# Nothing the user can do makes these run on the target today, short of another package.
_DEAD_ENDS = frozenset(
    {Kind.REFUSES, Kind.ABI3_ONLY, Kind.NO_WHEEL, Kind.UNAVAILABLE, Kind.IMPORT_CRASH, Kind.IMPORT_FAILS}
)
_CODE_MATTERS = {
    "native-code-gil": "an extension module turns the GIL back on",
    "removed-in-3.14": "3.14 has removed what is used",
    "removed-in-3.13": "3.13 has removed what is used",
    "removed-in-3.12": "3.12 has removed what is used",
    "python-cap": "requires-python excludes a target",
}
_PROVED = "proved by import"


def verdict(
    packages: Sequence[PackageReadiness],
    targets: Sequence[str],
    profile: str,
    code: Sequence[CodeNote] = (),
) -> tuple[Go, tuple[str, ...], tuple[str, ...]]:
    """The verdict, its reasons in order of weight, and the limits that a `go` leaves open.

    `local` goes with known limits: builds from source, and native packages that were at least
    imported with the GIL off on a stand-in. `production` goes only with everything ready and
    proved by import on the target itself.
    """
    entries = [
        (_place(entry, profile), _sentence(package, target, entry))
        for target in targets
        for package in packages
        if (entry := package.targets.get(target)) is not None
    ]
    dead, waiting, limits = (
        tuple(sentence for place, sentence in entries if place == wanted)
        for wanted in ("dead end", "wait", "limit")
    )
    own = tuple(_code_sentences(code))
    waiting, limits = (waiting + own, limits) if profile == "production" else (waiting, limits + own)
    if dead:
        return Go.NO, (*dead, *waiting), limits
    return (Go.WAIT if waiting else Go.GO), waiting, limits


def _place(entry: PackageOnTarget, profile: str) -> str:
    """Where one package on one target belongs in the verdict; empty: nothing to say."""
    if entry.status is Readiness.BLOCKED:
        return "dead end" if entry.kind in _DEAD_ENDS else "wait"
    if profile == "production" and not _production_ready(entry):
        return "wait"
    if entry.status is Readiness.UNKNOWN and not _known_limit(entry):
        return "wait"
    if entry.status is not Readiness.READY or entry.kind is Kind.OLDER_VERSION:
        return "limit"
    return ""


def _code_sentences(code: Sequence[CodeNote]) -> Iterator[str]:
    """What in the project's own code breaks on a target or brings the GIL back: one line a kind."""
    for kind, what in _CODE_MATTERS.items():
        notes = [note for note in code if note.kind == kind]
        if notes:
            place = f"{notes[0].path}:{notes[0].line}" if notes[0].line else notes[0].path
            more = f" and {len(notes) - 1} more places" if len(notes) > 1 else ""
            yield f"own code: {what}: {place}{more}"


def _production_ready(entry: PackageOnTarget) -> bool:
    return (
        entry.status is Readiness.READY and entry.proof.startswith(_PROVED) and "stand-in" not in entry.proof
    )


def _known_limit(entry: PackageOnTarget) -> bool:
    return entry.kind is Kind.STAND_IN_ONLY and entry.gil_on_import is False


def _sentence(package: PackageReadiness, target: str, entry: PackageOnTarget) -> str:
    via = f" (through {' > '.join(package.chain[:-1])})" if len(package.chain) > 1 else ""
    first = entry.evidence[0] if entry.evidence else entry.kind.value
    version = entry.version or package.version
    return f"{package.name} {version} on {target}: {state(entry)}: {first}{via}"


def state(entry: PackageOnTarget) -> str:
    """`blocked, abi3-only`; the status alone where the class says the same."""
    if entry.kind.value in {entry.status.value, Kind.UNKNOWN.value}:
        return entry.status.value
    return f"{entry.status}, {entry.kind}"


def counted(packages: Iterable[PackageReadiness], target: str) -> dict[Readiness, int]:
    """How many packages have each status on a target; every status is a key."""
    counts = dict.fromkeys(Readiness, 0)
    for package in packages:
        if target in package.targets:
            counts[package.targets[target].status] += 1
    return counts
