"""Answers of the import probe, kept until something in the environment is installed again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from ftmigrate.host import import_probe
from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import cache_folder
from ftmigrate.host.import_probe import ModuleToImport, import_modules
from ftmigrate.model.installed import ImportOutcome, InstalledDistribution, ModuleImport
from ftmigrate.model.interpreter import Environment

# These may come out otherwise the next time: a busy machine is no property of a package.
_PASSING = frozenset({ImportOutcome.TIMED_OUT})


def import_modules_cached(
    environment: Environment,
    distributions: Sequence[InstalledDistribution],
    modules: Sequence[ModuleToImport],
    *,
    keep_going: bool,
    on_module: Callable[[str], None],
) -> tuple[ModuleImport, ...]:
    """`import_modules`, or what it said when the same things were installed in the same place."""
    key = _key(environment, distributions, modules)
    path = cache_folder() / "imports" / f"{key}.json"
    kept = _load(path)
    whole = kept is not None and not any(entry.outcome is ImportOutcome.SKIPPED for entry in kept)
    if kept is not None and (whole or not keep_going):
        return kept
    answers = import_modules(environment, modules, keep_going=keep_going, on_module=on_module)
    if not any(answer.outcome in _PASSING for answer in answers):
        _store(path, answers)
    return answers


def _key(
    environment: Environment,
    distributions: Sequence[InstalledDistribution],
    modules: Sequence[ModuleToImport],
) -> str:
    base = environment.python.resolve().stat()
    facts = [
        str(environment.python),
        [base.st_mtime_ns, base.st_size],
        [[d.name, d.version, d.stamp] for d in distributions],
        [[entry.distribution, entry.module] for entry in modules],
        import_probe.script_hash(),
    ]
    return sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _load(path: Path) -> tuple[ModuleImport, ...] | None:
    try:
        rows = json.loads(path.read_bytes())
        return tuple(ModuleImport(**{**row, "outcome": ImportOutcome(row["outcome"])}) for row in rows)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _store(path: Path, answers: Sequence[ModuleImport]) -> None:
    try:
        write_atomically(path, json.dumps([asdict(answer) for answer in answers]).encode())
    except OSError:  # a cache that can't be written is no reason to fail
        return
