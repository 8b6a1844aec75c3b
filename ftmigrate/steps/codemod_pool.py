"""All files through the engine: in this process where they are few, else in workers on all cores."""

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from ftmigrate.host.forks import can_fork
from ftmigrate.host.worker import Worker, WorkerDied
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.steps.codemod_file import Answer, Job, answer, worth_asking
from ftmigrate.steps.codemod_forks import run_forked
from ftmigrate.steps.codemod_memory import collecting_rarely
from ftmigrate.steps.codemod_wire import Record, received, to_record
from ftmigrate.steps.codemod_worker import setup_request

# Starting a worker costs as much as a few dozen files.
FEW = 40
BATCH = 32
# Looking at so many files takes longer than copying this process.
MANY = 200
# How many files that are passed over make one report.
TOLD = 200

Done = Callable[[int], None]


def run_all(paths: Sequence[str], job: Job, interpreter: Interpreter | None, done: Done) -> dict[str, Record]:
    """The outcome of each path; `done` hears how many more are finished.

    This process looks at the bytes until it knows that there is much to do: the rest is for others.
    """
    outcomes = {path: Record(path) for path in paths}
    same = interpreter is None or interpreter.version == sys.version.split()[0]
    if same and len(paths) > MANY and can_fork():
        outcomes.update(run_forked(paths, job, _cores(), done))
        return outcomes
    left = iter(paths)
    first = list(islice(_worth_asking(left, job, done), FEW + 1))
    if len(first) <= FEW and same:
        outcomes.update(_here(first, job, done))
    elif first:
        outcomes.update(_in_workers(chain(first, left), job, interpreter, done))
    return outcomes


def _worth_asking(paths: Iterable[str], job: Job, done: Done) -> Iterator[str]:
    passed = 0
    for path in paths:
        if worth_asking(path, job):
            yield path
        elif (passed := passed + 1) == TOLD:
            done(passed)
            passed = 0
    done(passed)


def _here(paths: Sequence[str], job: Job, done: Done) -> dict[str, Record]:
    project = job.fresh_project()
    outcomes = {}
    with warnings.catch_warnings(), collecting_rarely():
        warnings.simplefilter("ignore")
        for path in paths:
            project.begin(path)
            outcomes[path] = to_record(answer(path, job, project))
            project.forget()
            done(1)
    return outcomes


def _in_workers(
    paths: Iterable[str], job: Job, interpreter: Interpreter | None, done: Done
) -> dict[str, Record]:
    cores = _cores()
    python = interpreter.path if interpreter is not None else Path(sys.executable)
    threads = cores if interpreter is not None and interpreter.free_threaded else 1
    outcomes = {}
    pool = _Pool(python, job, threads, 1 if threads > 1 else cores)
    try:
        for batch, answers in pool.run(_batches(paths)):
            outcomes.update(answers)
            done(len(batch))
    finally:
        pool.close()
    return outcomes


def _cores() -> int:
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _batches(paths: Iterable[str]) -> Iterator[list[str]]:
    paths = iter(paths)
    while batch := list(islice(paths, BATCH)):
        yield batch


class _Pool:
    """`count` workers; each thread here drives one and replaces it when it dies."""

    def __init__(self, python: Path, job: Job, threads: int, count: int) -> None:
        self.python = python
        self.setup = setup_request(job, threads)
        self.idle: list[Worker] = []
        self.all: list[Worker] = []
        from concurrent.futures import ThreadPoolExecutor  # copies of this process need none

        self.executor = ThreadPoolExecutor(count)
        self.closed = False

    def run(self, batches: Iterable[Sequence[str]]) -> Iterator[tuple[Sequence[str], dict[str, Record]]]:
        from concurrent.futures import as_completed

        futures = {self.executor.submit(self._batch, batch): batch for batch in batches}
        for future in as_completed(futures):
            yield futures[future], future.result()

    def close(self) -> None:
        self.closed = True
        self.executor.shutdown(wait=False, cancel_futures=True)
        for worker in self.all:
            worker.close()
        self.executor.shutdown()

    def _batch(self, batch: Sequence[str]) -> dict[str, Record]:
        try:
            return self._ask(batch)
        except WorkerDied as error:
            if self.closed:
                return {}
            if len(batch) == 1:
                words = str(error).splitlines()[-1:] or ["no message"]
                reason = f"the interpreter died on it: {words[0]}"
                return {batch[0]: to_record(Answer(FileOutcome(batch[0], FileStatus.FAILED, reason)))}
        found: dict[str, Record] = {}
        for path in batch:  # find the one file that kills it
            found.update(self._batch([path]))
        return found

    def _ask(self, batch: Sequence[str]) -> dict[str, Record]:
        worker = self.idle.pop() if self.idle else self._start()
        reply = worker.ask({"paths": list(batch)})
        self.idle.append(worker)
        return {values[0]: received(values) for values in reply["outcomes"]}

    def _start(self) -> Worker:
        worker = Worker(self.python, "ftmigrate.steps.codemod_worker")
        self.all.append(worker)
        worker.ask(self.setup)
        return worker
