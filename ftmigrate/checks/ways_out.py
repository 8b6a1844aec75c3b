"""For each package that is not ready, what can be done about it, the cheapest first."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ftmigrate.checks.alternatives import ALTERNATIVES, PURE_MODES
from ftmigrate.model.auditing import Kind, PackageOnTarget, PackageReadiness, Readiness

_GIL = frozenset({Kind.RE_ENABLES_GIL, Kind.RE_ENABLES_GIL_THROUGH})
_ISOLATE = "keep the part that needs it in a process of the GIL build, and talk to it"


def wanted_alternatives(packages: Iterable[PackageReadiness]) -> tuple[str, ...]:
    """The distributions to ask the index about: alternatives of whatever is not ready."""
    found = {
        ALTERNATIVES[package.name].distribution
        for package in packages
        if package.name in ALTERNATIVES
        and any(entry.status is not Readiness.READY for entry in package.targets.values())
    }
    return tuple(sorted(found - {""}))


def with_ways_out(
    packages: Iterable[PackageReadiness], ready_alternatives: Mapping[str, bool]
) -> tuple[PackageReadiness, ...]:
    """The packages again, with an alternative and ways out where one is not ready.

    `ready_alternatives` says for each alternative distribution whether the index has it ready for
    every target; one that is not, or that could not be asked, is not recommended.
    """
    return tuple(
        replace(
            package,
            targets={
                target: _on_target(package.name, entry, ready_alternatives)
                for target, entry in package.targets.items()
            },
        )
        for package in packages
    )


def _on_target(name: str, entry: PackageOnTarget, ready: Mapping[str, bool]) -> PackageOnTarget:
    if entry.status is Readiness.READY or not _trouble(entry):
        return entry
    alternative = _alternative(name, ready)
    ways = [*entry.way_out]
    if name in PURE_MODES:
        ways.append(f"set {PURE_MODES[name]}: it then runs its pure Python code")
    if alternative:
        ways.append(f"use {alternative}")
    if entry.status is Readiness.BUILDS_FROM_SOURCE and entry.kind is not Kind.BUILT_HERE:
        ways.append("build its wheel once, where the compilers are, and keep it in your own index or folder")
    if entry.kind in _GIL:
        ways.append(
            "read what it says about threads, then run with PYTHON_GIL=0: the GIL stays off, unproved"
        )
    if entry.status is Readiness.BLOCKED:
        ways.append(_ISOLATE)
    return replace(entry, way_out=tuple(ways), alternative=alternative)


def _trouble(entry: PackageOnTarget) -> bool:
    """Unknown alone asks for a better look, not for another package."""
    return entry.status is not Readiness.UNKNOWN or entry.kind in _GIL


def _alternative(name: str, ready: Mapping[str, bool]) -> str | None:
    alternative = ALTERNATIVES.get(name)
    if alternative is None:
        return None
    checked = not alternative.distribution or ready.get(alternative.distribution, False)
    return f"{alternative.use} ({alternative.source})" if checked else None
