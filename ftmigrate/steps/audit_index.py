"""The part of the audit that asks the indexes: every dependency, target and platform by tag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.specifiers import SpecifierSet

from ftmigrate.checks.dependency_pins import pins
from ftmigrate.host import index_configuration
from ftmigrate.host.index import PackageIndex
from ftmigrate.model.auditing import PackageReadiness
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.package_index import Listing
from ftmigrate.model.progress import Progress
from ftmigrate.steps import dependencies
from ftmigrate.steps.audit_installed import Inventory
from ftmigrate.steps.audit_places import Place, platforms_of


@dataclass(frozen=True, slots=True)
class IndexAnswers:
    """What was asked and said; `indexes` without credentials, `as_of` the oldest answer's time."""

    listings: Mapping[str, Listing]
    indexes: tuple[str, ...]
    as_of: str


def ask(project: Path, names: Sequence[str], *, offline: bool, progress: Progress) -> IndexAnswers:
    """The listings of all names, in parallel; an index that fails is in the answer, not an error."""
    configuration = index_configuration.read(project)
    index = PackageIndex(configuration, offline=offline)
    with progress.task("Asking the package index", total=len(names)) as task:
        listings = index.listings(names, on_done=lambda name: task.update(advance=1, note=name))
    dates = [listing.as_of for listing in listings.values() if listing.as_of]
    return IndexAnswers(
        listings=listings,
        indexes=tuple(map(index_configuration.redacted, configuration.indexes)),
        as_of=min(dates, default=""),
    )


def places(inventories: Sequence[Inventory], configuration: Configuration) -> tuple[Place, ...]:
    """Every target with its platforms; raises UsageError for a platform nobody knows."""
    reference = next((entry for entry in inventories if not entry.free_threaded), None)
    return tuple(
        Place(entry, platforms_of(entry.environment, configuration), reference) for entry in inventories
    )


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
                if place.target in package.targets
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
    wanted = dependencies.read(project, configuration)
    lines = [
        *dependencies.project_requirements(project, wanted),
        *dependencies.group_requirements(project, wanted),
        *(
            line
            for name in (*wanted.requirement_files, *wanted.constraint_files)
            for line in (project / name).read_text("utf-8", errors="replace").splitlines()
        ),
    ]
    return pins((*home.own, *home.distributions.values()), lines, home.environment.interpreter.version)
