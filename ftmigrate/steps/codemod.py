"""The codemod over a project: choose files, rewrite them in memory, write what was rewritten."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ftmigrate.host import sources
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.finding import FileOutcome, FileStatus, Finding, Reason
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.model.progress import Progress
from ftmigrate.renderers.diff import unified
from ftmigrate.rules.registry import LISTED
from ftmigrate.rules.rule import Rule
from ftmigrate.rules.selection import UnknownRule, selected
from ftmigrate.steps.codemod_cached import run_cached, run_uncached
from ftmigrate.steps.codemod_file import Job, process_bytes, roots_of
from ftmigrate.steps.codemod_outcomes import Outcomes
from ftmigrate.steps.codemod_pool import run_all
from ftmigrate.steps.codemod_wire import with_texts
from ftmigrate.steps.codemod_writing import contents, refuse_dirty, write_outcomes

if TYPE_CHECKING:  # most runs have none
    from ftmigrate.model.checking import AnnotationOffence

__all__ = ["CodemodResult", "contents", "refuse_dirty", "run", "take_back", "text", "write"]

Place = tuple[int, int]
# The reason of an edit that was right by the text and wrong by what a run showed.
OBSERVED = "keep:observed"


@dataclass(frozen=True, slots=True)
class CodemodResult:
    """One outcome a file that was looked at, in path order; `written`: the project was changed."""

    outcomes: Sequence[FileOutcome]
    seconds: float
    written: bool = False

    def count(self, status: FileStatus) -> int:
        if isinstance(self.outcomes, Outcomes):
            return sum(one.status == status for one in self.outcomes.records)
        return sum(outcome.status is status for outcome in self.outcomes)

    def diffs(self) -> Iterator[tuple[str, str]]:
        """The diff of each file that changes, and the file's encoding."""
        if isinstance(self.outcomes, Outcomes):
            yield from ((one.diff, one.encoding) for one in self.outcomes.records if one.diff)
        else:
            every = ((unified(one), one.encoding) for one in self.outcomes)
            yield from (one for one in every if one[0])


def run(
    project: Path,
    configuration: Configuration,
    *,
    paths: Sequence[Path] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    unsafe: bool = False,
    write: bool = False,
    allow_dirty: bool = False,
    interpreter: Interpreter | None = None,
    cache: bool = True,
    shown: bool = False,
    progress: Progress,
) -> CodemodResult:
    """Rewrite in memory, and with `write` in the project too.

    `interpreter` runs the engine (its grammar is the one that counts); None: this Python.
    `cache` False asks about every file anew and keeps nothing. `shown`: nobody writes the outcomes,
    which then have diffs instead of texts, made when they are read (it needs little memory), and
    were parsed, yet not compiled.
    Raises UsageError for an unknown rule, a path outside the project, or, with `write`, git
    changes that are not committed.
    """
    started = time.monotonic()
    rules = choose_rules(configuration, select, ignore)
    if write and not allow_dirty:
        refuse_dirty(project)
    names = sources.select(project, configuration, paths)
    roots = roots_of(names)
    compiled = write or not shown
    job = Job(project.resolve(), rules, configuration.codemod, roots, unsafe, compiled=compiled, needs=cache)
    with progress.task("Reading the sources", total=len(names)) as task:
        ask = run_cached if cache else run_all
        found = ask(names, job, interpreter, lambda count: task.update(advance=count))
    outcomes: Sequence[FileOutcome] = Outcomes([found[name] for name in names])
    if job.compiled:
        outcomes = tuple(with_texts(job.project, one) for one in outcomes)
    written = write_outcomes(project, outcomes, progress) if write else False
    return CodemodResult(outcomes, time.monotonic() - started, written)


def write(project: Path, outcomes: Iterable[FileOutcome], progress: Progress) -> bool:
    """Write the changed files in one journalled step; False where there is nothing to write."""
    return write_outcomes(project, outcomes, progress)


def text(
    project: Path,
    path: str,
    data: bytes,
    configuration: Configuration,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    unsafe: bool = False,
) -> FileOutcome:
    """The outcome of `data` as if it were the contents of `path` (an editor's unsaved buffer)."""
    rules = choose_rules(configuration, select, ignore)
    job = Job(project.resolve(), rules, configuration.codemod, roots_of((path,)), unsafe)
    return process_bytes(path, data, job, job.fresh_project())


def take_back(
    project: Path,
    outcomes: Sequence[FileOutcome],
    offenders: "Iterable[AnnotationOffence]",
    configuration: Configuration,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    unsafe: bool = False,
    interpreter: Interpreter | None = None,
) -> tuple[FileOutcome, ...]:
    """The outcomes without the applied findings that the offences point at.

    An offence without a line, or one that no applied annotation finding of its file stands at,
    takes back all annotation findings of the file. What was taken back before stays so. Files are
    read again from the project, which must still be as it was before the codemod.
    """
    against = _against(outcomes, offenders)
    kept = {path: frozenset(places) for path, places in against.items()}
    rules = choose_rules(configuration, select, ignore)
    names = [outcome.path for outcome in outcomes]
    job = Job(project.resolve(), rules, configuration.codemod, roots_of(names), unsafe, kept)
    again = run_uncached(sorted(kept), job, interpreter, lambda count: None)
    return tuple(
        _explained(again[one.path], against[one.path]) if one.path in again else one for one in outcomes
    )


def _against(
    outcomes: Iterable[FileOutcome], offenders: "Iterable[AnnotationOffence]"
) -> dict[str, dict[Place, str]]:
    """For each file the places to leave alone, and what was observed there."""
    by_path = {one.path: one for one in outcomes if one.status is FileStatus.CHANGED}
    found: dict[str, dict[Place, str]] = {}
    for offence in offenders:
        if (outcome := by_path.get(offence.file)) is not None:
            places = found.setdefault(outcome.path, _taken_back(outcome))
            places.update({(one.line, one.column): offence.reason for one in _meant(outcome, offence)})
    return found


def _taken_back(outcome: FileOutcome) -> dict[Place, str]:
    return {
        (finding.line, finding.column): reason.message
        for finding in outcome.findings
        for reason in finding.reasons
        if reason.code == OBSERVED
    }


def _meant(outcome: FileOutcome, offence: "AnnotationOffence") -> Iterable[Finding]:
    applied = [one for one in outcome.findings if one.applied and one.rule.startswith("ANN")]
    exact = [one for one in applied if one.line <= offence.line <= one.end_line]
    return exact or applied


def _explained(outcome: FileOutcome, places: Mapping[Place, str]) -> FileOutcome:
    """Say at each place why it is left alone."""
    findings = tuple(
        replace(one, reasons=(Reason(OBSERVED, places[one.line, one.column]), *one.reasons))
        if (one.line, one.column) in places and not one.applied
        else one
        for one in outcome.findings
    )
    return replace(outcome, findings=findings)


def choose_rules(
    configuration: Configuration, select: Sequence[str], ignore: Sequence[str]
) -> tuple[Rule, ...]:
    """The command line's choice, else the configuration's; UsageError names an unknown rule."""
    try:
        return selected(select or configuration.codemod.select, (*configuration.codemod.ignore, *ignore))
    except UnknownRule as error:
        known = ", ".join(rule.code for rule in LISTED)
        raise UsageError(f"there is no rule {error.selector!r}.", hint=f"There are: {known}.") from None
