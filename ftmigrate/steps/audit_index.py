"""The part of the audit that asks the indexes: every dependency, target and platform by tag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.specifiers import SpecifierSet

from ftmigrate.checks.dependency_pins import pins
from ftmigrate.checks.ways_out import wanted_alternatives, with_ways_out
from ftmigrate.host import index_configuration
from ftmigrate.host.index import PackageIndex
from ftmigrate.model.auditing import PackageReadiness
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.dependencies import Dependencies
from ftmigrate.model.package_index import Listing
from ftmigrate.model.progress import Progress
from ftmigrate.steps import dependencies
from ftmigrate.steps.audit_installed import Inventory
from ftmigrate.steps.audit_places import Place, place_of
from ftmigrate.steps.audit_sources import with_sources


@dataclass(frozen=True, slots=True)
class IndexAnswers:
    """What was asked and said; `indexes` without credentials, `as_of` the oldest answer's time."""

    listings: Mapping[str, Listing]
    indexes: tuple[str, ...]
    as_of: str


def ask(index: PackageIndex, names: Sequence[str], progress: Progress) -> IndexAnswers:
    """The listings of all names, in parallel; an index that fails is in the answer, not an error."""
    with progress.task("Asking the package index", total=len(names)) as task:
        listings = index.listings(names, on_done=lambda name: task.update(advance=1, note=name))
    dates = [listing.as_of for listing in listings.values() if listing.as_of]
    return IndexAnswers(
        listings=listings,
        indexes=index.indexes,
        as_of=min(dates, default=""),
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """Packages judged for `targets`; `reason` says what could not be judged at all."""

    packages: tuple[PackageReadiness, ...]
    targets: tuple[str, ...]
    indexes: tuple[str, ...] = ()
    as_of: str = ""
    reason: str = ""


def with_index(
    project: Path,
    packages: Sequence[PackageReadiness],
    where: Sequence[Place],
    ranges: Mapping[str, SpecifierSet],
    *,
    offline: bool,
    progress: Progress,
) -> Judged:
    """What the indexes say about every package, and about what could replace those in the way."""
    index = PackageIndex(index_configuration.read(project), offline=offline)
    answers = ask(index, [package.name for package in packages], progress)
    judged = with_sources(
        add_index(packages, where, answers, ranges), where, answers.listings, index, progress
    )
    others = wanted_alternatives(judged)
    ready = {}
    if others:
        more = ask(index, others, progress)
        ready = ready_alternatives(others, where, more)
    return Judged(
        packages=with_ways_out(judged, ready),
        targets=tuple(place.target for place in where),
        indexes=answers.indexes,
        as_of=answers.as_of,
    )


def places(inventories: Sequence[Inventory], configuration: Configuration) -> tuple[Place, ...]:
    """Every target with its platforms; raises UsageError for a platform nobody knows."""
    reference = next((entry for entry in inventories if not entry.free_threaded), None)
    return tuple(place_of(entry, reference, configuration) for entry in inventories)


def add_index(
    packages: Sequence[PackageReadiness],
    where: Sequence[Place],
    answers: IndexAnswers,
    ranges: Mapping[str, SpecifierSet],
) -> tuple[PackageReadiness, ...]:
    """The packages again, each target's answer joined with what the index says about it."""
    return tuple(
        replace(
            package,
            targets={
                place.target: place.judge(
                    package, answers.listings[package.name], ranges.get(package.name, SpecifierSet())
                )
                for place in where
                if place.target in package.targets or not package.targets
            },
        )
        for package in packages
    )


def ready_alternatives(
    names: Sequence[str], where: Sequence[Place], answers: IndexAnswers
) -> dict[str, bool]:
    """Which of the alternative distributions are ready everywhere themselves, by tag."""
    return {name: all(place.has_ready(answers.listings[name]) for place in where) for name in names}


def version_ranges(
    project: Path, inventories: Sequence[Inventory], configuration: Configuration
) -> Mapping[str, SpecifierSet]:
    """What the project's own declarations and its installed dependencies allow."""
    home = next((entry for entry in inventories if not entry.free_threaded), inventories[0])
    lines = declared_lines(project, configuration)
    return pins((*home.own, *home.distributions.values()), lines, home.environment.interpreter.version)


def declared_lines(project: Path, configuration: Configuration) -> list[str]:
    """Every requirement line of the project's declarations that is written down as text."""
    wanted = dependencies.read(project, configuration)
    files = (*wanted.requirement_files, *wanted.constraint_files)
    inside = ((project / name).read_text("utf-8", errors="replace").splitlines() for name in files)
    return [*own_lines(project, wanted), *(line for lines in inside for line in lines)]


def own_lines(project: Path, wanted: Dependencies) -> list[str]:
    """Those of pyproject.toml."""
    return [
        *dependencies.project_requirements(project, wanted),
        *dependencies.group_requirements(project, wanted),
    ]
