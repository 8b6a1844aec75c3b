"""Conditional findings one at a time: what to ask about, what each alone would change, what was accepted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from ftmigrate.model.configuration import Configuration
from ftmigrate.model.finding import FileOutcome, Finding, Safety
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.steps.codemod import Place, choose_rules
from ftmigrate.steps.codemod_cached import run_uncached
from ftmigrate.steps.codemod_file import Job, roots_of


class Key(StrEnum):
    """The answers to one finding, as in `git add -p`; "later" means later in the same file."""

    APPLY = "y"
    LEAVE = "n"
    APPLY_LATER = "a"
    LEAVE_LATER = "d"
    QUIT = "q"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conditional finding that would apply, and where its file is."""

    path: str
    finding: Finding

    @property
    def place(self) -> Place:
        return self.finding.line, self.finding.column


def candidates(outcomes: Sequence[FileOutcome]) -> tuple[Candidate, ...]:
    """The conditional findings that `outcomes` (made with unsafe=True) apply, one a place."""
    found = {
        (outcome.path, finding.line, finding.column): Candidate(outcome.path, finding)
        for outcome in outcomes
        for finding in sorted(outcome.findings, key=lambda one: (one.line, one.column))
        if finding.applied and finding.safety is Safety.CONDITIONAL
    }
    return tuple(found.values())


def choose(every: Sequence[Candidate], ask: Callable[[Candidate], Key]) -> frozenset[Candidate]:
    """The accepted ones; `ask` is called for none that an earlier answer has decided."""
    accepted: set[Candidate] = set()
    settled: dict[str, bool] = {}
    for one in every:
        if one.path not in settled:
            key = ask(one)
            if key is Key.QUIT:
                break
            if key in (Key.APPLY_LATER, Key.LEAVE_LATER):
                settled[one.path] = key is Key.APPLY_LATER
            take = key in (Key.APPLY, Key.APPLY_LATER)
        else:
            take = settled[one.path]
        if take:
            accepted.add(one)
    return frozenset(accepted)


@dataclass(frozen=True)
class Review:
    """One review of a project's conditional findings; `safe` are the outcomes without any of them."""

    project: Path
    configuration: Configuration
    safe: Sequence[FileOutcome]
    every: Sequence[Candidate]
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    interpreter: Interpreter | None = None

    def alone(self, one: Candidate) -> FileOutcome:
        """What accepting only `one` changes in its file, seen from the safe outcome."""
        after = self._again({one.path: self._refused(one.path, {one})})[one.path]
        safe = next(outcome for outcome in self.safe if outcome.path == one.path)
        return replace(after, before=safe.after if safe.after is not None else after.before)

    def result(self, accepted: frozenset[Candidate]) -> tuple[FileOutcome, ...]:
        """The safe outcomes, with the accepted findings applied too."""
        again = self._again({path: self._refused(path, accepted) for path in {one.path for one in accepted}})
        return tuple(again.get(one.path, one) for one in self.safe)

    def _refused(self, path: str, accepted: frozenset[Candidate] | set[Candidate]) -> frozenset[Place]:
        return frozenset(one.place for one in self.every if one.path == path and one not in accepted)

    def _again(self, kept: Mapping[str, frozenset[Place]]) -> Mapping[str, FileOutcome]:
        if not kept:
            return {}
        rules = choose_rules(self.configuration, self.select, self.ignore)
        roots = roots_of([one.path for one in self.safe])
        job = Job(self.project.resolve(), rules, self.configuration.codemod, roots, True, dict(kept))
        return run_uncached(sorted(kept), job, self.interpreter, lambda count: None)
