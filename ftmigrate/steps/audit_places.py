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
from ftmigrate.model.package_index import Listing
from ftmigrate.model.target import Target
from ftmigrate.steps.audit_installed import Inventory

HERE = "this machine"


@dataclass(frozen=True, slots=True)
class Place:
    """One target with the platforms to judge it on, by name; the first is where imports count.

    `python` is a full version, for Requires-Python; `stand_in` where another version was imported on.
    """

    target: str
    minor: tuple[int, int]
    free_threaded: bool
    stand_in: bool
    python: str
    platforms: Mapping[str, tuple[str, ...]]

    def judge(self, package: PackageReadiness, listing: Listing, pins: SpecifierSet) -> PackageOnTarget:
        """What the index says about the version that was resolved to, joined with what imports proved."""
        installed = package.targets.get(self.target)
        version = package.version
        if installed is not None and not self.stand_in:
            version = installed.version or version
        tagged = self._by_tag(listing, pins, _version(version))
        here = next(iter(tagged))
        tagged[here] = merge(installed, tagged[here], stand_in=self.stand_in)
        return over_platforms(tagged)

    def has_ready(self, listing: Listing) -> bool:
        """Whether the newest version of something that is not installed is ready on every platform."""
        entries = self._by_tag(listing, SpecifierSet(), None).values()
        return all(entry.status is Readiness.READY for entry in entries)

    def _by_tag(
        self, listing: Listing, pins: SpecifierSet, resolved: Version | None
    ) -> dict[str, PackageOnTarget]:
        major, minor = self.minor
        found = releases(listing, self.python)
        return {
            name: judge_listing(
                Question(
                    listing=listing,
                    found=found,
                    accepts=self._accepted(tags, name),
                    gil=accepted(self.minor, False, tags, f"{major}.{minor}"),
                    python=self.python,
                    pins=pins,
                    resolved=resolved,
                )
            )
            for name, tags in self.platforms.items()
        }

    def _accepted(self, tags: tuple[str, ...], platform: str) -> Accepted:
        label = self.target if len(self.platforms) == 1 else f"{self.target} on {platform}"
        return accepted(self.minor, self.free_threaded, tags, label)


def place_of(inventory: Inventory, reference: Inventory | None, configuration: Configuration) -> Place:
    """The target that an environment is for; `reference` is the GIL environment beside it, if any."""
    environment = inventory.environment
    version = environment.interpreter.version
    major, minor = (int(part) for part in version.split(".")[:2])
    numbers = environment.target.minor or (major, minor)
    if environment.stand_in:  # its own version would let other files in
        same = reference is not None and reference.environment.target.minor == numbers
        version = (
            reference.environment.interpreter.version
            if reference is not None and same
            else "{}.{}.0".format(*numbers)
        )
    return Place(
        target=environment.target.name,
        minor=numbers,
        free_threaded=inventory.free_threaded,
        stand_in=environment.stand_in,
        python=version,
        platforms=platforms_of(environment.interpreter.platform_tags, configuration),
    )


def place_without_environment(target: Target, own: tuple[str, ...], configuration: Configuration) -> Place:
    """The target as such: `own` are this machine's platform tags."""
    numbers = target.minor or (3, 14)
    return Place(
        target=target.name,
        minor=numbers,
        free_threaded=bool(target.free_threaded),
        stand_in=False,
        python="{}.{}.0".format(*numbers),
        platforms=platforms_of(own, configuration),
    )


def platforms_of(own: tuple[str, ...], configuration: Configuration) -> dict[str, tuple[str, ...]]:
    """The machine itself first, under the name it has in the team's list where it is in it."""
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
