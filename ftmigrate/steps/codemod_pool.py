"""All files through the engine: in this process where they are few, else in workers on all cores."""

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from ftmigrate.host.worker import Worker, WorkerDied
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.steps.codemod_file import Answer, Job, answer
from ftmigrate.steps.codemod_wire import answer_from_wire
from ftmigrate.steps.codemod_worker import setup_request

# Starting a worker costs as much as a few dozen files.
FEW = 40
BATCH = 64

Done = Callable[[int], None]


def run_all(paths: Sequence[str], job: Job, interpreter: Interpreter | None, done: Done) -> dict[str, Answer]:
    """The outcome of each path; `done` hears how many more are finished."""
    if interpreter is None and len(paths) <= FEW:
        return _here(paths, job, done)
    if interpreter is not None and interpreter.version == sys.version.split()[0] and len(paths) <= FEW:
        return _here(paths, job, done)
    return _in_workers(paths, job, interpreter, done)


def _here(paths: Sequence[str], job: Job, done: Done) -> dict[str, Answer]:
    project = job.fresh_project()
    outcomes = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in paths:
            outcomes[path] = answer(path, job, project)
            done(1)
    return outcomes


def _in_workers(
    paths: Sequence[str], job: Job, interpreter: Interpreter | None, done: Done
) -> dict[str, Answer]:
    cores = max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    python = interpreter.path if interpreter is not None else Path(sys.executable)
    threads = cores if interpreter is not None and interpreter.free_threaded else 1
    count = 1 if threads > 1 else min(cores, -(-len(paths) // FEW))
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    outcomes = {path: Answer(FileOutcome(path, FileStatus.UNCHANGED)) for path in paths}
    pool = _Pool(python, job, threads, count)
    try:
        for batch, answers in pool.run(batches):
            outcomes.update(answers)
            done(len(batch))
    finally:
        pool.close()
    return outcomes


class _Pool:
    """`count` workers; each thread here drives one and replaces it when it dies."""

    def __init__(self, python: Path, job: Job, threads: int, count: int) -> None:
        self.python = python
        self.setup = setup_request(job, threads)
        self.idle: list[Worker] = []
        self.all: list[Worker] = []
        self.executor = ThreadPoolExecutor(count)
        self.closed = False

    def run(self, batches: Sequence[Sequence[str]]) -> Iterator[tuple[Sequence[str], dict[str, Answer]]]:
        futures = {self.executor.submit(self._batch, batch): batch for batch in batches}
        for future in as_completed(futures):
            yield futures[future], future.result()

    def close(self) -> None:
        self.closed = True
        self.executor.shutdown(wait=False, cancel_futures=True)
        for worker in self.all:
            worker.close()
        self.executor.shutdown()

    def _batch(self, batch: Sequence[str]) -> dict[str, Answer]:
        try:
            return self._ask(batch)
        except WorkerDied as error:
            if self.closed:
                return {}
            if len(batch) == 1:
                words = str(error).splitlines()[-1:] or ["no message"]
                reason = f"the interpreter died on it: {words[0]}"
                return {batch[0]: Answer(FileOutcome(batch[0], FileStatus.FAILED, reason))}
        found: dict[str, Answer] = {}
        for path in batch:  # find the one file that kills it
            found.update(self._batch([path]))
        return found

    def _ask(self, batch: Sequence[str]) -> dict[str, Answer]:
        worker = self.idle.pop() if self.idle else self._start()
        reply = worker.ask({"paths": list(batch)})
        self.idle.append(worker)
        answers = [answer_from_wire(record) for record in reply["outcomes"]]
        return {one.outcome.path: one for one in answers}

    def _start(self) -> Worker:
        worker = Worker(self.python, "ftmigrate.steps.codemod_worker")
        self.all.append(worker)
        worker.ask(self.setup)
        return worker
