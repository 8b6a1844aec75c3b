"""Who requires whom: the shortest way from the project to each installed distribution."""

import re
from collections import deque
from collections.abc import Mapping, Sequence

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from ftmigrate.model.installed import InstalledDistribution

# What virtualenv and pip seed an environment with; no dependency unless something asks for it.
SEEDS = frozenset({"pip", "setuptools", "wheel", "uv"})

_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


def chains(distributions: Sequence[InstalledDistribution], python: str) -> dict[str, tuple[str, ...]]:
    """For each dependency its chain from a direct one, both ends included.

    `python` ("3.14.10") is what markers are evaluated for. Direct are the requirements of the
    project itself where it is installed, then whatever nothing else requires (groups,
    requirements files). Seeds that nothing requires are left out, and so is the project.
    """
    by_name = {d.name: d for d in distributions}
    own = [d for d in distributions if d.own]
    required = {name for d in distributions for name, _ in _required(d, frozenset({""}), python)}
    found: dict[str, tuple[str, ...]] = {}
    for distribution in own:
        extras = frozenset({"", *_all_extras(distribution)})
        _walk(_required(distribution, extras, python), by_name, found, python)
    own_names = {d.name for d in own}
    loose = [d.name for d in distributions if d.name not in required | SEEDS | own_names]
    _walk([(name, frozenset({""})) for name in loose], by_name, found, python)
    for name in sorted(by_name.keys() - found.keys() - SEEDS - own_names):  # rings that nothing enters
        _walk([(name, frozenset({""}))], by_name, found, python)
    return {name: chain for name, chain in found.items() if name not in own_names}


def _walk(
    starts: Sequence[tuple[str, frozenset[str]]],
    by_name: Mapping[str, InstalledDistribution],
    found: dict[str, tuple[str, ...]],
    python: str,
) -> None:
    """Breadth first, so that the shortest chain wins."""
    queue: deque[tuple[str, frozenset[str], tuple[str, ...]]] = deque(
        (name, extras, (name,)) for name, extras in starts
    )
    while queue:
        name, extras, chain = queue.popleft()
        if name not in by_name or name in found:
            continue
        found[name] = chain
        queue += [
            (child, child_extras, (*chain, child))
            for child, child_extras in _required(by_name[name], extras, python)
            if child not in chain
        ]


def requirements_of(
    distribution: InstalledDistribution, python: str, extras: frozenset[str] = frozenset({""})
) -> list[Requirement]:
    """Its requirements whose markers hold on `python` for one of the extras ("" for none)."""
    result = []
    for line in distribution.requires:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:  # old metadata; pip ignores such lines too
            continue
        if requirement.marker is None or any(
            requirement.marker.evaluate(_marker_environment(extra, python)) for extra in extras
        ):
            result.append(requirement)
    return result


def _required(
    distribution: InstalledDistribution, extras: frozenset[str], python: str
) -> list[tuple[str, frozenset[str]]]:
    return [
        (str(canonicalize_name(requirement.name)), frozenset({"", *requirement.extras}))
        for requirement in requirements_of(distribution, python, extras)
    ]


def _marker_environment(extra: str, python: str) -> dict[str, str]:
    return {
        "extra": extra,
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "implementation_version": python,
    }


def _all_extras(distribution: InstalledDistribution) -> set[str]:
    """Extras of the project count as its own: which of them were installed is not recorded."""
    return {name for line in distribution.requires for name in _EXTRA.findall(line)}
