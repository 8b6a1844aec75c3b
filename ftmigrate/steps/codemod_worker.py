"""The engine in another interpreter: one `setup` request, then batches of files."""

import gc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftmigrate.analysis.project import Project
from ftmigrate.host.worker import serve
from ftmigrate.model.configuration import CodemodSettings, Concurrency
from ftmigrate.model.finding import FileStatus
from ftmigrate.rules.registry import LISTED
from ftmigrate.steps.codemod_file import Job, answer_if_any
from ftmigrate.steps.codemod_memory import collect_if_many, collecting_rarely
from ftmigrate.steps.codemod_wire import to_record

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


def setup_request(job: Job, threads: int) -> dict[str, Any]:
    """`job` as JSON: rules by code, since both sides have the same registry."""
    return {
        "project": str(job.project),
        "rules": [rule.code for rule in job.rules],
        "select": list(job.settings.select),
        "ignore": list(job.settings.ignore),
        "concurrency": job.settings.concurrency.value,
        "roots": list(job.roots),
        "unsafe": job.unsafe,
        "kept": {path: sorted(places) for path, places in job.kept.items()},
        "compiled": job.compiled,
        "needs": job.needs,
        "threads": threads,
    }


def job_of(request: dict[str, Any]) -> Job:
    settings = CodemodSettings(
        tuple(request["select"]), tuple(request["ignore"]), Concurrency(request["concurrency"])
    )
    kept = {path: frozenset((line, column) for line, column in at) for path, at in request["kept"].items()}
    return Job(
        Path(request["project"]),
        [rule.load() for rule in LISTED if rule.code in request["rules"]],
        settings,
        tuple(request["roots"]),
        request["unsafe"],
        kept,
        request["compiled"],
        request["needs"],
    )


def engine(job: Job) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What answers `{"paths": [...]}` in a copy of this process, which does nothing else in its life."""
    made = _Engine()
    made.begin(job)

    def handle(request: dict[str, Any]) -> dict[str, Any]:
        gc.disable()  # for good: one between requests would begin the count of `collect_if_many` anew
        return made.handle(request)

    return handle


class _Engine:
    def __init__(self) -> None:
        self.job: Job | None = None
        self.project: Project | None = None
        self.pool: ThreadPoolExecutor | None = None

    def begin(self, job: Job) -> None:
        self.job = job
        self.project = job.fresh_project()

    def handle(self, request: dict[str, Any]) -> dict[str, Any]:
        if "project" in request:
            self.begin(job_of(request))
            if request["threads"] > 1:
                from concurrent.futures import ThreadPoolExecutor

                self.pool = ThreadPoolExecutor(request["threads"])
            return {"ready": True}
        assert self.project is not None and self.job is not None
        run = self.pool.map if self.pool is not None else map
        outcomes = [one for one in run(self._one, request["paths"]) if one is not None]
        self.project.forget()  # now that no thread is amid a file
        collect_if_many()
        return {"outcomes": outcomes}

    def _one(self, path: str) -> tuple[Any, ...] | None:
        """None for the many files in which there is nothing to say, whatever the others hold."""
        assert self.job is not None and self.project is not None
        if self.pool is None:
            self.project.begin(path)
        found = answer_if_any(path, self.job, self.project)
        if found is None:
            return None
        if self.pool is None:
            self.project.forget()
        outcome = found.outcome
        if outcome.status is FileStatus.UNCHANGED and not outcome.findings and not found.needs:
            return None
        return tuple(to_record(found))


def main() -> None:
    warnings.simplefilter("ignore")  # the projects' own invalid escapes and the like
    with collecting_rarely():
        serve(_Engine().handle)
