"""The pool, asked only about what the cache does not know."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace

from ftmigrate.host.codemod_cache import CodemodCache
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.steps.codemod_file import Job
from ftmigrate.steps.codemod_pool import Done, run_all
from ftmigrate.steps.codemod_wire import Record, outcome_of, with_texts
from ftmigrate.steps.codemod_worker import setup_request

# What most files come to.
_NOTHING = Record("")[1:5]


def run_cached(
    paths: Sequence[str], job: Job, interpreter: Interpreter | None, done: Done
) -> dict[str, Record]:
    """The answer for each path, from the cache where its bytes and those it rests on are the same.

    Whether a change was compiled is not kept: what is to be written is asked about anew.
    """
    cache = CodemodCache(job.project, _key(job, interpreter), job.roots)
    cache.know_all(paths)
    known = ((path, cache.get(path)) for path in paths)
    found = (Record(path, *values) for path, values in known if values is not None)
    records = {one.path: one for one in found if not (job.compiled and one.diff)}
    done(len(records))
    left = [path for path in paths if path not in records]
    if left:
        records.update(run_all(left, job, interpreter, done))
        cache.save(
            (path, one[1:5] if one.rest else _NOTHING, one.needs, one.everything)
            for path, one in records.items()
            if one.status != FileStatus.FAILED  # it may have been the machine's fault
        )
    return records


def run_uncached(
    paths: Sequence[str], job: Job, interpreter: Interpreter | None, done: Done
) -> dict[str, FileOutcome]:
    """The outcome of each path with its texts, every file asked about."""
    records = run_all(paths, job, interpreter, done)
    return {path: with_texts(job.project, outcome_of(one)) for path, one in records.items()}


def _key(job: Job, interpreter: Interpreter | None) -> str:
    """All that an answer depends on besides files: the question, and whose grammar it is."""
    grammar = interpreter.version if interpreter is not None else sys.version.split()[0]
    return json.dumps([setup_request(replace(job, compiled=False), 1), grammar])
