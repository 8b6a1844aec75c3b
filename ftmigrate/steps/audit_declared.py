"""The audit of a project that has no environments: resolved by uv, judged by tag alone."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from packaging.tags import platform_tags
from packaging.utils import canonicalize_name

from ftmigrate.checks.dependency_pins import pins
from ftmigrate.host.resolution import Resolved, resolve
from ftmigrate.model.auditing import PackageReadiness
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.dependencies import ProjectPart
from ftmigrate.model.progress import Progress
from ftmigrate.model.target import Target
from ftmigrate.steps import dependencies
from ftmigrate.steps.audit_index import Judged, declared_lines, own_lines, with_index
from ftmigrate.steps.audit_places import place_without_environment

_CODE = (
    "its dependencies are told by code that has to run (setup.py, setup.cfg or a dynamic field): make the "
    "environments first with `ftmigrate init`"
)


def judge_declared(
    project: Path, configuration: Configuration, *, offline: bool, progress: Progress
) -> Judged:
    """Every dependency that an installation of what is declared would bring; nothing is installed.

    Raises UsageError for a folder that is no project, a target or a platform nobody knows.
    """
    targets = [Target.parse(text) for text in configuration.targets]
    own = tuple(platform_tags())
    where = [place_without_environment(target, own, configuration) for target in targets]
    names = tuple(place.target for place in where)
    wanted = dependencies.read(project, configuration)
    lines = own_lines(project, wanted)
    files = wanted.requirement_files
    if not lines and not files:
        by_code = wanted.part is ProjectPart.EDITABLE and {"setup.py", "setup.cfg"} & set(wanted.declared_in)
        return Judged((), names, reason=_CODE if by_code else "")
    minor = "{}.{}".format(*where[0].minor)
    with progress.task(f"Resolving the dependencies for {minor}"):
        resolution = resolve(project, lines, files, minor, offline=offline)
    if resolution.reason:
        return Judged((), names, reason=f"the dependencies could not be resolved: {resolution.reason}")
    ranges = pins((), declared_lines(project, configuration), f"{minor}.0")
    packages = [PackageReadiness(p.name, p.version, {}, chain) for p, chain in _chains(resolution.packages)]
    packages += [PackageReadiness(name, "", {}, (name,)) for name in resolution.unbuilt]
    packages.sort(key=lambda package: package.name)
    judged = with_index(project, packages, where, ranges, offline=offline, progress=progress)
    versioned = tuple(replace(package, version=_version(package)) for package in judged.packages)
    return replace(judged, packages=versioned, reason=_unknown(resolution.unbuilt, minor))


def _version(package: PackageReadiness) -> str:
    """What was resolved, else what was judged: the newest inside the pins."""
    judged = (entry.version for entry in package.targets.values())
    return package.version or next(filter(None, judged), "")


def _unknown(unbuilt: Sequence[str], minor: str) -> str:
    """What nobody knows of those that have no wheel."""
    if not unbuilt:
        return ""
    return f"what {', '.join(unbuilt)} would bring is not known: no wheel for {minor}, and nothing was built"


def _chains(packages: Sequence[Resolved]) -> list[tuple[Resolved, tuple[str, ...]]]:
    """Each package with the shortest way to it from what the project asks for itself."""
    by_name: dict[str, Resolved] = {canonicalize_name(package.name): package for package in packages}
    found: dict[str, tuple[str, ...]] = {}
    queue: deque[tuple[str, tuple[str, ...]]] = deque(
        (name, (name,)) for name, package in by_name.items() if not package.parents
    )
    while queue:
        name, chain = queue.popleft()
        if name in found:
            continue
        found[name] = chain
        children = (
            n for n, p in by_name.items() if name in [canonicalize_name(parent) for parent in p.parents]
        )
        queue += [(child, (*chain, child)) for child in children if child not in chain]
    return [(package, found.get(name, (name,))) for name, package in sorted(by_name.items())]
