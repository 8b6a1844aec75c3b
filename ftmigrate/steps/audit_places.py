"""Where a dependency is judged: a target on each platform of the team's list."""

from collections.abc import Mapping
from dataclasses import dataclass

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from ftmigrate.checks.readiness_index import Question, judge_listing
from ftmigrate.checks.readiness_merge import merge, over_platforms
from ftmigrate.checks.readiness_tags import Accepted, accepted, platform_tags
from ftmigrate.checks.releases import releases
from ftmigrate.model.auditing import PackageOnTarget, PackageReadiness, Readiness
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.package_index import Listing
from ftmigrate.steps.audit_installed import Inventory

HERE = "this machine"


@dataclass(frozen=True, slots=True)
class Place:
    """One target with the platforms to judge it on, by name; the first is where imports count.

    `reference` is the GIL environment beside it, where there is one.
    """

    inventory: Inventory
    platforms: Mapping[str, tuple[str, ...]]
    reference: Inventory | None

    @property
    def target(self) -> str:
        return self.inventory.environment.target.name

    def judge(self, package: PackageReadiness, listing: Listing, pins: SpecifierSet) -> PackageOnTarget:
        """What the index says about the version that was resolved to, joined with what imports proved."""
        installed = package.targets[self.target]
        stand_in = self.inventory.environment.stand_in
        version = package.version if stand_in else installed.version or package.version
        tagged = self._by_tag(listing, pins, _version(version))
        here = next(iter(tagged))
        tagged[here] = merge(installed, tagged[here], stand_in=stand_in)
        return over_platforms(tagged)

    def has_ready(self, listing: Listing) -> bool:
        """Whether the newest version of something that is not installed is ready on every platform."""
        entries = self._by_tag(listing, SpecifierSet(), None).values()
        return all(entry.status is Readiness.READY for entry in entries)

    def _by_tag(
        self, listing: Listing, pins: SpecifierSet, resolved: Version | None
    ) -> dict[str, PackageOnTarget]:
        major, minor = self._minor()
        found = releases(listing, self._python())
        return {
            name: judge_listing(
                Question(
                    listing=listing,
                    found=found,
                    accepts=self._accepted(tags, name),
                    gil=accepted((major, minor), False, tags, f"{major}.{minor}"),
                    python=self._python(),
                    pins=pins,
                    resolved=resolved,
                )
            )
            for name, tags in self.platforms.items()
        }

    def _accepted(self, tags: tuple[str, ...], platform: str) -> Accepted:
        label = self.target if len(self.platforms) == 1 else f"{self.target} on {platform}"
        return accepted(self._minor(), self.inventory.free_threaded, tags, label)

    def _minor(self) -> tuple[int, int]:
        environment = self.inventory.environment
        major, minor = environment.interpreter.version.split(".")[:2]
        return environment.target.minor or (int(major), int(minor))

    def _python(self) -> str:
        """A full version of the target: a stand-in's own would let other files in."""
        environment, reference = self.inventory.environment, self.reference
        if not environment.stand_in:
            return environment.interpreter.version
        if reference is not None and reference.environment.target.minor == environment.target.minor:
            return reference.environment.interpreter.version
        return "{}.{}.0".format(*self._minor())


def platforms_of(environment: Environment, configuration: Configuration) -> dict[str, tuple[str, ...]]:
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


def _version(text: str) -> Version | None:
    """None for a version of the time before PEP 440: then the newest one is judged."""
    try:
        return Version(text)
    except InvalidVersion:
        return None
