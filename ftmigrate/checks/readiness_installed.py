"""Readiness judged from what is installed in an environment and from importing it there."""

from dataclasses import dataclass, replace

from ftmigrate.checks.readiness_imports import ImportSummary
from ftmigrate.model.auditing import Kind, PackageOnTarget, Readiness
from ftmigrate.model.installed import InstalledDistribution, ModuleImport


@dataclass(frozen=True, slots=True)
class Facts:
    """One distribution in one environment, and the same one in the GIL environment beside it.

    `label` is the environment's for people ("3.14t", "3.13t (stand-in)");
    `reference` and `reference_imports` are None where there is no GIL environment or the
    distribution is not in it.
    """

    distribution: InstalledDistribution
    imports: ImportSummary
    label: str
    free_threaded: bool
    stand_in: bool
    reference: InstalledDistribution | None = None
    reference_imports: ImportSummary | None = None


def judge(facts: Facts) -> PackageOnTarget:
    """The status, its class and the evidence, worst news first.

    A stand-in's own wheels say nothing about 3.14t, so what only it proves stays "unknown"
    for native packages, and its failures count only for the version that 3.14 has too.
    """
    verdict = _bad_news(facts) or _good_news(facts)
    return replace(
        verdict,
        version=facts.distribution.version,
        evidence=verdict.evidence + _notes(facts),
        gil_on_import=_gil(facts),
    )


def missing(reference: InstalledDistribution, reference_label: str, label: str) -> PackageOnTarget:
    """For a distribution that the GIL environment has and the free-threaded one has not."""
    tags = ", ".join(_builds(reference)) or "an unknown wheel"
    evidence = [f"not installed on {label}; {reference_label} has {reference.version} ({tags})"]
    if reference.wheel_tags and all(tag.endswith("-none-any") for tag in reference.wheel_tags):
        return PackageOnTarget(
            status=Readiness.READY,
            wheel=wheel_name(reference),
            evidence=(*evidence, "its wheel runs on every build"),
            kind=Kind.PURE,
            version=reference.version,
            proof="by tag only",
        )
    if any("-abi3-" in tag for tag in reference.wheel_tags):
        evidence.append("that wheel is abi3, which no free-threaded build before 3.15 can load")
    return PackageOnTarget(
        status=Readiness.UNKNOWN,
        wheel=None,
        evidence=tuple(evidence),
        kind=Kind.NOT_INSTALLED,
        version=reference.version,
        proof="not proved",
    )


def _bad_news(facts: Facts) -> PackageOnTarget | None:
    imports = facts.imports
    if imports.crashed:
        return _blocked(facts, Kind.IMPORT_CRASH, tuple(_sentence(entry) for entry in imports.crashed))
    if imports.culprits and facts.free_threaded:
        return _turns_gil_on(facts)
    if imports.failed:
        return _import_fails(facts)
    if imports.timed_out:
        return _verdict(
            facts, Readiness.UNKNOWN, Kind.UNKNOWN, tuple(_sentence(entry) for entry in imports.timed_out)
        )
    return None


def _turns_gil_on(facts: Facts) -> PackageOnTarget:
    name = facts.distribution.name
    own = [module for module, owner in facts.imports.culprits if owner == name]
    if own:
        evidence = tuple(f"loading {module} turns the GIL back on" for module in own)
        return _blocked(facts, Kind.RE_ENABLES_GIL, evidence)
    evidence = tuple(
        f"importing it loads {module} of {owner}, which turns the GIL back on"
        for module, owner in facts.imports.culprits
    )
    return _blocked(facts, Kind.RE_ENABLES_GIL_THROUGH, evidence)


def _import_fails(facts: Facts) -> PackageOnTarget:
    evidence = tuple(_sentence(entry) for entry in facts.imports.failed)
    there = facts.reference_imports
    if not facts.free_threaded or there is None or there.failed:
        where = "" if there is None else " in both environments"
        note = f"the import fails{where}, so it may just need something that is not installed"
        return _verdict(facts, Readiness.UNKNOWN, Kind.IMPORT_FAILS, (*evidence, note))
    return _blocked(facts, Kind.IMPORT_FAILS, evidence)


def _blocked(facts: Facts, kind: Kind, evidence: tuple[str, ...]) -> PackageOnTarget:
    version = facts.distribution.version
    if facts.stand_in and (facts.reference is None or facts.reference.version != version):
        note = f"seen with {version} on {facts.label}; the version that 3.14 has may differ"
        return _verdict(facts, Readiness.UNKNOWN, kind, (*evidence, note))
    return _verdict(facts, Readiness.BLOCKED, kind, evidence)


def _good_news(facts: Facts) -> PackageOnTarget:
    distribution = facts.distribution
    if not distribution.extensions:
        return _pure(facts)
    builds = ", ".join(_builds(distribution))
    if facts.stand_in:
        note = f"whether there is a wheel for 3.14t is not known from {facts.label}"
        return _verdict(facts, Readiness.UNKNOWN, Kind.STAND_IN_ONLY, (f"installed from {builds}", note))
    if _built_here(distribution):
        evidence = (f"built from source on this machine ({builds})",)
        return _verdict(facts, Readiness.BUILDS_FROM_SOURCE, Kind.BUILT_HERE, evidence)
    return _verdict(facts, Readiness.READY, Kind.NATIVE_WHEEL, (f"installed from {builds}",))


def _pure(facts: Facts) -> PackageOnTarget:
    reference = facts.reference
    if reference is not None and reference.extensions and facts.free_threaded:
        evidence = (
            f"no compiled modules on {facts.label}: it runs its pure Python code, slower than on 3.14",
        )
        return _verdict(facts, Readiness.READY, Kind.PURE_FALLBACK, evidence)
    return _verdict(facts, Readiness.READY, Kind.PURE, ("no extension modules",))


def _verdict(facts: Facts, status: Readiness, kind: Kind, evidence: tuple[str, ...]) -> PackageOnTarget:
    return PackageOnTarget(
        status=status,
        wheel=wheel_name(facts.distribution),
        evidence=evidence,
        kind=kind,
        proof=f"proved by import on {facts.label}"
        if facts.imports.tried
        else "not proved: nothing to import",
    )


def _notes(facts: Facts) -> tuple[str, ...]:
    notes = []
    imports = facts.imports
    if imports.clean:
        gil = ", the GIL stays off" if facts.free_threaded else ""
        notes.append(f"{imports.imported} of {imports.tried} modules imported on {facts.label}{gil}")
    notes += [f"could not be imported alone: {entry.module} ({entry.detail})" for entry in imports.optional]
    if facts.distribution.native_libraries and not facts.distribution.extensions:
        count = len(facts.distribution.native_libraries)
        notes.append(
            f"brings {count} native libraries that are no modules; nothing declares them thread-safe"
        )
    if facts.reference is not None and facts.reference.version != facts.distribution.version:
        notes.append(
            f"{facts.label} has {facts.distribution.version}, the GIL build {facts.reference.version}"
        )
    return tuple(notes)


def _gil(facts: Facts) -> bool | None:
    if not facts.free_threaded:
        return None
    if facts.imports.culprits:
        return True
    return False if facts.imports.imported else None


def _sentence(entry: ModuleImport) -> str:
    return f"import {entry.module}: {entry.detail}"


def _builds(distribution: InstalledDistribution) -> list[str]:
    """`cp313-cp313t` and the like: the wheel's builds without its platforms."""
    return list(dict.fromkeys(tag.rpartition("-")[0] for tag in distribution.wheel_tags))


def _built_here(distribution: InstalledDistribution) -> bool:
    """Linux only: a wheel from an index is manylinux or musllinux, one built here says linux."""
    return any(tag.rpartition("-")[2].startswith("linux_") for tag in distribution.wheel_tags)


def wheel_name(distribution: InstalledDistribution) -> str | None:
    """The wheel's file name, put together from its tags (PEP 427); None where WHEEL has none."""
    if not distribution.wheel_tags:
        return None
    columns = zip(*(tag.split("-") for tag in distribution.wheel_tags if tag.count("-") == 2), strict=True)
    joined = [".".join(dict.fromkeys(column)) for column in columns]
    return "-".join([distribution.name.replace("-", "_"), distribution.version, *joined]) + ".whl"
