"""The version ranges that a project and its dependencies allow for each dependency."""

from collections.abc import Iterable, Mapping

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from ftmigrate.checks.dependency_chains import requirements_of
from ftmigrate.model.installed import InstalledDistribution


def pins(
    distributions: Iterable[InstalledDistribution], declared: Iterable[str], python: str
) -> Mapping[str, SpecifierSet]:
    """Every range that applies on `python`, joined: name to specifiers, absent where any version will do.

    `declared` are the project's own requirement lines, for a project that is not installed itself.
    """
    found: dict[str, SpecifierSet] = {}
    requirements = [entry for d in distributions for entry in requirements_of(d, python)]
    for requirement in [*requirements, *_parsed(declared)]:
        name = canonicalize_name(requirement.name)
        found[name] = found.get(name, SpecifierSet()) & requirement.specifier
    return found


def _parsed(lines: Iterable[str]) -> Iterable[Requirement]:
    """Requirement lines; options, paths and URLs of a requirements file pin no version."""
    for line in lines:
        text = line.partition(" #")[0].strip().removesuffix("\\").strip()
        if not text or text.startswith(("-", "#")):
            continue
        try:
            yield Requirement(text)
        except InvalidRequirement:
            continue
