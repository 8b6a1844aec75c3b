"""The part of the audit that asks the indexes: every dependency, target and platform by tag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from ftmigrate.checks.dependency_pins import pins
from ftmigrate.checks.readiness_index import Question, judge_listing
from ftmigrate.checks.readiness_merge import merge, over_platforms
from ftmigrate.checks.readiness_tags import Accepted, accepted, platform_tags
from ftmigrate.host import index_configuration
from ftmigrate.host.index import PackageIndex
from ftmigrate.model.auditing import PackageOnTarget, PackageReadiness
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.package_index import Listing
from ftmigrate.model.progress import Progress
from ftmigrate.steps import dependencies
from ftmigrate.steps.audit_installed import Inventory

HERE = "this machine"


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


def add_index(
    project: Path,
    packages: Sequence[PackageReadiness],
    inventories: Sequence[Inventory],
    configuration: Configuration,
    answers: IndexAnswers,
) -> tuple[PackageReadiness, ...]:
    """The packages again, each target's answer joined with what the index says about it."""
    ranges = _pins(project, inventories, configuration)
    places = [_Place(entry, _platforms(entry.environment, configuration)) for entry in inventories]
    reference = next((entry for entry in inventories if not entry.free_threaded), None)
    return tuple(
        PackageReadiness(
            name=package.name,
            version=package.version,
            targets={
                place.target: place.judge(package, answers.listings[package.name], ranges, reference)
                for place in places
                if place.target in package.targets
            },
            chain=package.chain,
        )
        for package in packages
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """One target with the platforms to judge it on, by name; HERE is where imports count."""

    inventory: Inventory
    platforms: Mapping[str, tuple[str, ...]]

    @property
    def target(self) -> str:
        return self.inventory.environment.target.name

    def judge(
        self,
        package: PackageReadiness,
        listing: Listing,
        ranges: Mapping[str, SpecifierSet],
        reference: Inventory | None,
    ) -> PackageOnTarget:
        installed = package.targets[self.target]
        stand_in = self.inventory.environment.stand_in
        entries = {}
        for name, tags in self.platforms.items():
            tagged = judge_listing(
                Question(
                    listing=listing,
                    accepts=self._accepted(tags, name),
                    gil=accepted(self._minor(), False, tags, f"{self._minor()[0]}.{self._minor()[1]}"),
                    python=self._python(reference),
                    pins=ranges.get(package.name, SpecifierSet()),
                    resolved=Version(package.version if stand_in else installed.version or package.version),
                )
            )
            here = name == next(iter(self.platforms))
            entries[name] = merge(installed, tagged, stand_in=stand_in) if here else tagged
        return over_platforms(entries)

    def _accepted(self, tags: tuple[str, ...], platform: str) -> Accepted:
        label = self.target if len(self.platforms) == 1 else f"{self.target} on {platform}"
        return accepted(self._minor(), self.inventory.free_threaded, tags, label)

    def _minor(self) -> tuple[int, int]:
        environment = self.inventory.environment
        major, minor = environment.interpreter.version.split(".")[:2]
        return environment.target.minor or (int(major), int(minor))

    def _python(self, reference: Inventory | None) -> str:
        """A full version of the target: a stand-in's own would let other files in."""
        environment = self.inventory.environment
        if not environment.stand_in:
            return environment.interpreter.version
        if reference is not None and reference.environment.target.minor == environment.target.minor:
            return reference.environment.interpreter.version
        return "{}.{}.0".format(*self._minor())


def _platforms(environment: Environment, configuration: Configuration) -> dict[str, tuple[str, ...]]:
    """The machine itself first, under the name it has in the team's list where it is in it."""
    own = environment.interpreter.platform_tags
    named = {name: platform_tags(name) for name in configuration.platforms}
    # universal2 wheels fit both kinds of Mac: the one with most tags in common is this one.
    same = max(named, key=lambda name: len(set(named[name]) & set(own)), default=None)
    if same is not None and not set(named[same]) & set(own):
        same = None
    if same is not None:
        del named[same]
    return {same or HERE: own, **named}


def _pins(
    project: Path, inventories: Sequence[Inventory], configuration: Configuration
) -> Mapping[str, SpecifierSet]:
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
