"""What would have to be built from source: what that needs, and whether the build would refuse."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from packaging.version import Version

from ftmigrate.checks.build_needs import needs
from ftmigrate.checks.build_refusals import refusal
from ftmigrate.checks.releases import releases
from ftmigrate.host.index import PackageIndex
from ftmigrate.host.index_client import PARALLEL
from ftmigrate.host.source_distributions import look_into
from ftmigrate.model.auditing import Kind, PackageOnTarget, PackageReadiness, Readiness
from ftmigrate.model.package_index import IndexFile, Listing
from ftmigrate.model.progress import Progress
from ftmigrate.model.source_distribution import SourceDistribution
from ftmigrate.steps.audit_places import Place


def with_sources(
    packages: Sequence[PackageReadiness],
    where: Sequence[Place],
    listings: Mapping[str, Listing],
    index: PackageIndex,
    progress: Progress,
) -> tuple[PackageReadiness, ...]:
    """The packages again; the sources of those that have to be built are fetched and read, never run."""
    wanted = {file.url: file for _, _, file in _to_build(packages, where, listings)}
    if not wanted:
        return tuple(packages)
    with progress.task("Reading sources", total=len(wanted)) as task, ThreadPoolExecutor(PARALLEL) as pool:
        waiting = {url: pool.submit(look_into, index, file) for url, file in wanted.items()}
        seen = {}
        for url, future in waiting.items():
            seen[url] = future.result()
            task.update(advance=1, note=wanted[url].filename)
    judged = {
        (package.name, place.target): _judged(package.targets[place.target], place, file, seen[file.url])
        for package, place, file in _to_build(packages, where, listings)
    }
    return tuple(
        replace(
            package,
            targets={
                target: judged.get((package.name, target), entry) for target, entry in package.targets.items()
            },
        )
        for package in packages
    )


def _to_build(
    packages: Sequence[PackageReadiness], where: Sequence[Place], listings: Mapping[str, Listing]
) -> Iterator[tuple[PackageReadiness, Place, IndexFile]]:
    """A package, where it has no wheel, and the source of the version that was judged."""
    for package in packages:
        for place in where:
            entry = package.targets.get(place.target)
            if entry is None or entry.status is not Readiness.BUILDS_FROM_SOURCE or not entry.version:
                continue
            if entry.kind is Kind.BUILT_HERE:
                continue  # it was built: nothing is left to ask
            version = Version(entry.version)
            found = releases(listings[package.name], place.python)
            release = next((release for release in found if release.version == version), None)
            if release is not None and release.sdists:
                yield package, place, release.sdists[0]


def _judged(
    entry: PackageOnTarget, place: Place, file: IndexFile, seen: SourceDistribution | str
) -> PackageOnTarget:
    built = f"it would be built from {file.filename}"
    if isinstance(seen, str):
        return _with_evidence(entry, f"{built}; what that needs is not known: {seen}")
    reason = refusal(seen, place.minor[1], free_threaded=place.free_threaded)
    if reason:
        return replace(
            entry,
            status=Readiness.BLOCKED,
            kind=Kind.REFUSES,
            evidence=(reason, *entry.evidence),
            proof="by its source",
            platforms=_blocked(entry.platforms),
        )
    tools = needs(seen)
    return _with_evidence(entry, f"{built}, which needs {', '.join(tools) or 'no compiler'}")


def _with_evidence(entry: PackageOnTarget, said: str) -> PackageOnTarget:
    """After the first sentence, which says what is missing."""
    return replace(entry, evidence=(*entry.evidence[:1], said, *entry.evidence[1:]))


def _blocked(platforms: Mapping[str, Readiness] | None) -> Mapping[str, Readiness] | None:
    if platforms is None:
        return None
    built = Readiness.BUILDS_FROM_SOURCE
    return {name: Readiness.BLOCKED if status is built else status for name, status in platforms.items()}
