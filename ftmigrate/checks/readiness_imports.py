"""Which modules of a distribution are worth importing, and what their imports together say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ftmigrate.model.installed import ImportOutcome, InstalledDistribution, ModuleImport

_TESTING = re.compile(r"(^|\.)_?(tests?|testing|conftest|examples?|docs?|benchmarks?|setup|__main__)(\.|$)")
_TEST_EXTENSION = re.compile(r"(^|_)tests?(_|$)")


def importable(distribution: InstalledDistribution) -> tuple[str, ...]:
    """Its public top-level names, then its extension modules; test code is left out.

    Users never load an extension that only a package's own tests use, so it must not count.
    """
    public = [name for name in distribution.modules if not name.startswith("_")]
    names = [*(public or distribution.modules), *distribution.extensions]
    return tuple(
        dict.fromkeys(
            name
            for name in names
            if not _TESTING.search(name) and not _TEST_EXTENSION.search(name.rpartition(".")[2])
        )
    )


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What the imports of one distribution in one environment say together.

    `culprits` are the extension modules that turned the GIL on, with the distribution each
    belongs to; `failed` the top-level names that could not be imported, `optional` the
    extension modules that could not although their package could.
    """

    tried: int
    imported: int
    culprits: tuple[tuple[str, str], ...] = ()
    crashed: tuple[ModuleImport, ...] = ()
    timed_out: tuple[ModuleImport, ...] = ()
    failed: tuple[ModuleImport, ...] = ()
    optional: tuple[ModuleImport, ...] = ()

    @property
    def clean(self) -> bool:
        """At least one module was imported, and nothing that counts went wrong."""
        return self.imported > 0 and not (self.culprits or self.crashed or self.timed_out or self.failed)


def summarise(
    distribution: InstalledDistribution,
    imports: Iterable[ModuleImport],
    owners: Mapping[str, str],
) -> ImportSummary:
    """`owners` maps each extension module of the environment to its distribution."""
    mine = [entry for entry in imports if entry.distribution == distribution.name]
    failed = [entry for entry in mine if entry.outcome is ImportOutcome.FAILED]
    top = set(distribution.modules)
    top_failed = [entry for entry in failed if entry.module in top]
    imported = sum(entry.outcome is ImportOutcome.IMPORTED for entry in mine)
    if not imported and not top_failed:
        top_failed = failed
    culprits = dict.fromkeys(
        (entry.culprit or entry.module, owners.get(entry.culprit, distribution.name))
        for entry in mine
        if entry.culprit
    )
    return ImportSummary(
        tried=sum(entry.outcome is not ImportOutcome.SKIPPED for entry in mine),
        imported=imported,
        culprits=tuple(culprits),
        crashed=_with(mine, ImportOutcome.CRASHED),
        timed_out=_with(mine, ImportOutcome.TIMED_OUT),
        failed=tuple(top_failed),
        optional=tuple(entry for entry in failed if entry not in top_failed),
    )


def owners_of_extensions(distributions: Iterable[InstalledDistribution]) -> dict[str, str]:
    return {module: d.name for d in distributions for module in d.extensions}


def _with(entries: Sequence[ModuleImport], outcome: ImportOutcome) -> tuple[ModuleImport, ...]:
    return tuple(entry for entry in entries if entry.outcome is outcome)
