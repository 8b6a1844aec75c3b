"""From candidates to interpreters: each asked once, in parallel, and listed once.

What makes two candidates the same interpreter is the file of the base executable, its folder and
its build: links, hard links (`python3.14` beside `python3.14t`), launcher scripts and the pythons of
virtual environments all lead to one entry.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from ftmigrate.host.probe import Answer, ask
from ftmigrate.host.probe_cache import ProbeCache
from ftmigrate.host.wheel_tags import platform_tags
from ftmigrate.model.interpreter import Candidate, Discovery, Interpreter, Jit, Rejected

_WORKERS = min(8, 2 * (os.cpu_count() or 2))
_MOST = 400  # a PATH full of pythons is a mistake; the first ones are the ones that count

Identity = tuple[object, ...]


def examine(found: Iterable[Candidate | Rejected], cache: ProbeCache | None = None) -> Discovery:
    """Probe every candidate; the order given is kept, and is the order of preference."""
    cache = cache or ProbeCache()
    candidates: dict[Path, Candidate] = {}
    rejected: dict[Path, Rejected] = {}
    for entry in found:
        if isinstance(entry, Rejected):
            rejected.setdefault(entry.path, entry)
        elif len(candidates) < _MOST:
            known = candidates.setdefault(entry.path, entry)
            if entry.managed_by and not known.managed_by:
                candidates[entry.path] = entry
    groups: dict[Identity, Interpreter] = {}
    for candidate, answer in _ask_all(list(candidates.values()), cache):
        verdict = _judge(candidate, answer)
        if isinstance(verdict, Rejected):
            rejected.setdefault(verdict.path, verdict)
        else:
            _add(groups, verdict)
    return Discovery(tuple(groups.values()), tuple(rejected.values()))


def _ask_all(candidates: list[Candidate], cache: ProbeCache) -> Iterator[tuple[Candidate, Answer]]:
    answers = {candidate.path: cache.get(candidate.path) for candidate in candidates}
    missing = [path for path, answer in answers.items() if answer is None]
    if missing:
        with ThreadPoolExecutor(_WORKERS) as pool:
            for path, answer in zip(missing, pool.map(ask, missing), strict=True):
                answers[path] = answer
                cache.put(path, answer)
        cache.save()
    for candidate in candidates:
        known = answers[candidate.path]
        assert known is not None
        yield candidate, known


def _judge(candidate: Candidate, answer: Answer) -> Interpreter | Rejected:
    facts = answer.facts
    if facts is None:
        return Rejected(candidate.path, answer.reason)
    path = _path_to_start(candidate.path, facts)
    if not path.is_file():
        return Rejected(candidate.path, f"its base interpreter {path} is gone")
    return Interpreter(
        path=path,
        base=Path(os.path.realpath(facts["base_executable"] or path)),
        version=facts["version"],
        implementation=facts["implementation"],
        free_threaded=facts["free_threaded"],
        gil_enabled=facts["gil_enabled"],
        jit=Jit(facts["jit"]),
        debug=facts["debug"],
        provider=candidate.provider,
        managed_by=candidate.managed_by,
        build=facts["build"],
        platform_tags=platform_tags(facts),
        prefix=Path(facts["base_prefix"]),
    )


def _path_to_start(candidate: Path, facts: dict[str, Any]) -> Path:
    """The candidate itself, unless it is a virtual environment's python or a launcher's script."""
    if facts["prefix"] != facts["base_prefix"]:
        return Path(facts["base_executable"])
    if facts["executable"] and not _same_file(candidate, Path(facts["executable"])):
        return Path(facts["executable"])
    return candidate


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _add(groups: dict[Identity, Interpreter], interpreter: Interpreter) -> None:
    """Keep the first, and learn from a later one who manages it."""
    identity = _identity(interpreter)
    known = groups.setdefault(identity, interpreter)
    if interpreter.managed_by and not known.managed_by:
        groups[identity] = replace(known, provider=interpreter.provider, managed_by=interpreter.managed_by)


def _identity(interpreter: Interpreter) -> Identity:
    try:
        status = interpreter.base.stat()
        file: object = (status.st_dev, status.st_ino) if status.st_ino else interpreter.base
    except OSError:
        file = interpreter.base
    # The folder too: conda makes hard links to one file in many environments.
    return (file, interpreter.base.parent, interpreter.free_threaded, interpreter.debug)
