"""The part of the audit that needs no index: what is installed, and what importing it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.checks.dependency_chains import chains
from ftmigrate.checks.readiness_imports import ImportSummary, importable, owners_of_extensions, summarise
from ftmigrate.checks.readiness_installed import Facts, judge, missing
from ftmigrate.host.import_cache import import_modules_cached
from ftmigrate.host.import_probe import ModuleToImport
from ftmigrate.host.installed import installed_distributions
from ftmigrate.host.lifetime import crew
from ftmigrate.model.auditing import PackageOnTarget, PackageReadiness
from ftmigrate.model.installed import InstalledDistribution
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress, Task


@dataclass(frozen=True, slots=True)
class Inventory:
    """One environment's dependencies by name, what importing them did, and their chains; `own`
    is the project itself where it is installed."""

    environment: Environment
    distributions: Mapping[str, InstalledDistribution]
    imports: Mapping[str, ImportSummary]
    chains: Mapping[str, tuple[str, ...]]
    own: tuple[InstalledDistribution, ...] = ()

    @property
    def free_threaded(self) -> bool:
        return self.environment.interpreter.free_threaded

    @property
    def label(self) -> str:
        """`3.14t`, or `3.13t (stand-in)`: short, because evidence repeats it."""
        name = self.environment.interpreter.name
        return f"{name} (stand-in)" if self.environment.stand_in else self.environment.target.name


def judge_installed(inventories: Sequence[Inventory]) -> tuple[PackageReadiness, ...]:
    """Every dependency that is installed in any of the environments, by name."""
    reference = next((entry for entry in inventories if not entry.free_threaded), None)
    names = sorted(
        {name for entry in inventories for name in entry.chains if _counts(name, entry, reference)}
    )
    return tuple(_package(name, inventories, reference) for name in names)


def take_inventories(
    project: Path, environments: Sequence[Environment], *, keep_going: bool, progress: Progress
) -> list[Inventory]:
    """Ask the environments side by side: each mostly waits for its own interpreter."""
    with (
        progress.task("Importing the dependencies in fresh processes") as task,
        crew(len(environments)) as pool,
    ):
        return list(pool.map(lambda entry: _inventory(project, entry, keep_going, task), environments))


def _inventory(project: Path, environment: Environment, keep_going: bool, task: Task) -> Inventory:
    distributions = installed_distributions(environment, project)
    found = chains(distributions, environment.interpreter.version)
    wanted = [d for d in distributions if d.name in found]
    modules = [ModuleToImport(d.name, name) for d in wanted for name in importable(d)]
    results = import_modules_cached(
        environment,
        distributions,
        modules,
        keep_going=keep_going,
        on_module=lambda name: task.update(note=f"{environment.label}: {name}"),
    )
    owners = owners_of_extensions(distributions)
    return Inventory(
        environment=environment,
        distributions={d.name: d for d in wanted},
        imports={d.name: summarise(d, results, owners) for d in wanted},
        chains=found,
        own=tuple(d for d in distributions if d.own),
    )


def _counts(name: str, entry: Inventory, reference: Inventory | None) -> bool:
    """What only a stand-in has is there for its older version (a marker), not for the target."""
    return not entry.environment.stand_in or reference is None or name in reference.chains


def _package(name: str, inventories: Sequence[Inventory], reference: Inventory | None) -> PackageReadiness:
    targets: dict[str, PackageOnTarget] = {}
    for entry in inventories:
        judged = _on_target(name, entry, reference)
        if judged is not None:
            targets[entry.environment.target.name] = judged
    home = reference if reference is not None and name in reference.chains else None
    home = home or next(entry for entry in inventories if name in entry.chains)
    return PackageReadiness(
        name=name,
        version=home.distributions[name].version,
        targets=targets,
        chain=home.chains[name],
    )


def _on_target(name: str, entry: Inventory, reference: Inventory | None) -> PackageOnTarget | None:
    """None where the package is not needed: it is not installed, and no other build has it."""
    distribution = entry.distributions.get(name)
    there = reference.distributions.get(name) if reference is not None else None
    if distribution is None:
        if there is None or reference is None:
            return None
        return missing(there, reference.label, entry.label)
    return judge(
        Facts(
            distribution=distribution,
            imports=entry.imports[name],
            label=entry.label,
            free_threaded=entry.free_threaded,
            stand_in=entry.environment.stand_in,
            reference=there if entry.free_threaded else None,
            reference_imports=reference.imports.get(name) if reference and entry.free_threaded else None,
        )
    )
