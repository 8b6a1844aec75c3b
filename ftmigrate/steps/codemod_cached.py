"""The pool, asked only about what the cache does not know."""

import json
import sys
from collections.abc import Sequence

from ftmigrate.host.codemod_cache import CodemodCache
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.steps.codemod_file import Answer, Job
from ftmigrate.steps.codemod_pool import Done, run_all
from ftmigrate.steps.codemod_wire import answer_from_wire, answer_to_wire
from ftmigrate.steps.codemod_worker import setup_request

# What most files come to: nothing. Kept as an empty record, which is read ten times as fast.
_NOTHING: dict[str, object] = {}


def run_cached(
    paths: Sequence[str], job: Job, interpreter: Interpreter | None, done: Done
) -> dict[str, FileOutcome]:
    """The outcome of each path, from the cache where its bytes and those it rests on are the same."""
    cache = CodemodCache(job.project, _key(job, interpreter), job.roots)
    cache.know_all(paths)
    answers: dict[str, Answer] = {}
    for path in paths:
        record = cache.get(path)
        if record is not None:
            answers[path] = (
                answer_from_wire(record) if record else Answer(FileOutcome(path, FileStatus.UNCHANGED))
            )
    done(len(answers))
    left = [path for path in paths if path not in answers]
    if left:
        answers.update(run_all(left, job, interpreter, done))
        cache.save(
            (path, _record(one), one.needs, one.everything)
            for path, one in answers.items()
            if one.outcome.status is not FileStatus.FAILED  # it may have been the machine's fault
        )
    return {path: one.outcome for path, one in answers.items()}


def run_uncached(
    paths: Sequence[str], job: Job, interpreter: Interpreter | None, done: Done
) -> dict[str, FileOutcome]:
    """The same, every file asked about."""
    return {path: one.outcome for path, one in run_all(paths, job, interpreter, done).items()}


def _record(answer: Answer) -> dict[str, object]:
    outcome = answer.outcome
    plain = outcome.status is FileStatus.UNCHANGED and not outcome.findings and not outcome.reason
    return _NOTHING if plain else answer_to_wire(answer)


def _key(job: Job, interpreter: Interpreter | None) -> str:
    """All that an answer depends on besides files: the question, and whose grammar it is."""
    grammar = interpreter.version if interpreter is not None else sys.version.split()[0]
    return json.dumps([setup_request(job, 1), grammar])
