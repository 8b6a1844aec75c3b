"""From a file's text to its outcome: rounds of rules until nothing changes, then the last look."""

import ast
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Edit, FileOutcome, FileStatus, Finding, Safety
from ftmigrate.rules.edits import Change, choose
from ftmigrate.rules.guard import (
    future_imports_stand_first,
    objection,
    objection_to_compiling,
    parses,
    removes_statements,
)
from ftmigrate.rules.rule import OneRound, Rule
from ftmigrate.syntax.comments import Suppressions, suppressions
from ftmigrate.syntax.positions import Positions

MAX_ROUNDS = 20


def rewrite(
    path: str,
    text: str,
    rules: Sequence[Rule],
    project: Project,
    settings: CodemodSettings,
    *,
    unsafe: bool = False,
    kept: frozenset[tuple[int, int]] = frozenset(),
    compiled: bool = True,
) -> FileOutcome:
    """Run `rules` over one file; never raises for what is in the file.

    Positions of findings are those of `text`. A file that the running interpreter cannot parse
    is FAILED with the compiler's words; so is one whose result does not pass the last look.
    Findings that begin at a `(line, column)` of `kept` are never applied. `compiled`: the result passes
    through the whole compiler; else it is only parsed, which takes a quarter of the time. What the compiler
    warns of (`"\\d"`) is for the caller to keep quiet.
    """
    run = _Run(path, text, project, settings, unsafe, kept, compiled)
    try:
        return run.outcome(rules)
    except SyntaxError as error:
        where = f" (line {error.lineno})" if error.lineno else ""
        return _failed(path, f"syntax error: {error.msg}{where}")
    except ValueError as error:
        return _failed(path, f"cannot be parsed: {error}")
    except (RecursionError, MemoryError):
        return _failed(path, "nested too deeply to be parsed")
    except Exception as error:  # one file that a rule stumbles over must not stop the others
        return _failed(path, f"a bug in ftmigrate: {type(error).__name__}: {error}{_place(error)}")


def _place(error: Exception) -> str:
    trace = traceback.extract_tb(error.__traceback__)
    return f" ({PurePath(trace[-1].filename).name}:{trace[-1].lineno})" if trace else ""


def _failed(path: str, reason: str, findings: Iterable[Finding] = ()) -> FileOutcome:
    unapplied = tuple(replace(finding, applied=False) for finding in findings)
    return FileOutcome(path, FileStatus.FAILED, reason, unapplied)


class _Run:
    """One file on its way through the rounds."""

    def __init__(
        self,
        path: str,
        text: str,
        project: Project,
        settings: CodemodSettings,
        unsafe: bool,
        kept: frozenset[tuple[int, int]],
        compiled: bool,
    ) -> None:
        self.path = path
        self.before = text
        self.project = project
        self.settings = settings
        self.unsafe = unsafe
        self.kept = kept
        self.compiled = compiled
        self.strings = True
        self.applied: list[Finding] = []
        self.changes: list[Change] = []

    def outcome(self, rules: Sequence[Rule]) -> FileOutcome:
        self.strings = any(getattr(rule, "looks_into_bodies", True) for rule in rules)
        module = self._open(self.before)
        for _ in range(MAX_ROUNDS):
            left = self._findings(module, rules)
            wanted = [finding for finding in left if self._applies(finding, module.text)]
            chosen = choose(wanted)
            if not chosen:
                return self._result(module, module.text, self._located(left, module.text))
            change = Change(edit for finding in chosen for edit in finding.edits)
            located = self._located(left, module.text)
            applied = [replace(found, applied=True) for found in self._located(chosen, module.text)]
            rest = [found for found, at in zip(located, left, strict=True) if at not in chosen]
            enough = len(chosen) == len(wanted) and _is_enough(rules, chosen)
            if enough and removes_statements(module, change):
                self.applied += applied
                return self._result(module, change.apply(module.text), rest)
            after = self._after(module, change)
            if isinstance(after, str):
                return _failed(self.path, after, [*self.applied, *located])
            self.applied += applied
            if enough:
                return self._result(after, after.text, rest)
            self.changes.append(change)
            module = after
        return _failed(self.path, f"it still changes after {MAX_ROUNDS} rounds", self.applied)

    def _result(self, module: Module, text: str, left: Sequence[Finding]) -> FileOutcome:
        """The last look at `text`, whose bodies are those of `module`; `left` was not applied."""
        compiled = self.compiled or not future_imports_stand_first(module)
        unproven = text != self.before and (compiled or not parses(module))
        if unproven and (reason := objection_to_compiling(text, self.path)):
            ast.parse(self.before, self.path)  # what was wrong before is said as such
            return _failed(self.path, reason, [*self.applied, *left])
        every = tuple(sorted([*self.applied, *left], key=lambda f: (f.line, f.column, f.rule)))
        if text == self.before:
            return FileOutcome(self.path, FileStatus.UNCHANGED, findings=every)
        return FileOutcome(self.path, FileStatus.CHANGED, "", every, self.before, text)

    def _open(self, text: str, cuts: Sequence[Edit] | None = None) -> Module:
        return self.project.open(self.path, text, cuts, strings=self.strings)

    def _after(self, module: Module, change: Change) -> Module | str:
        """The module with the edits made, which the next round begins with; or why that must not be."""
        try:
            if not change.spares(module.parsed.cuts):
                _ = module.tree
            after = self._open(change.apply(module.text), change.moved(module.parsed.cuts))
        except (SyntaxError, ValueError) as error:
            return f"the rewritten text does not compile: {error}"
        except RecursionError:
            return "the rewritten text is nested too deeply to be checked"
        return objection(module, after, change) or after

    def _findings(self, module: Module, rules: Sequence[Rule]) -> list[Finding]:
        ignored = suppressions(module.text)
        found = [finding for rule in rules for finding in rule.check(module, self.project, self.settings)]
        return [finding for finding in found if not _ignored(finding, ignored)]

    def _applies(self, finding: Finding, text: str) -> bool:
        if not finding.edits:
            return False
        if self.kept:
            place = self._located([finding], text)[0]
            if (place.line, place.column) in self.kept:
                return False
        return finding.safety is Safety.SAFE or (self.unsafe and finding.safety is Safety.CONDITIONAL)

    def _located(self, findings: Iterable[Finding], text: str) -> list[Finding]:
        """The findings with positions of the original text."""
        if not self.changes:
            return list(findings)
        now, before = Positions(text), Positions(self.before)
        return [self._moved(finding, now, before) for finding in findings]

    def _moved(self, finding: Finding, now: Positions, before: Positions) -> Finding:
        start = now.line_start(finding.line) + finding.column
        end = now.line_start(finding.end_line) + finding.end_column
        for change in reversed(self.changes):
            start, end = change.back(start), change.back(end)
        line, column = before.location(start)
        end_line, end_column = before.location(end)
        return replace(finding, line=line, column=column, end_line=end_line, end_column=end_column)


def _is_enough(rules: Sequence[Rule], chosen: Iterable[Finding]) -> bool:
    """Whether another round would find what this one left, and nothing else."""
    if len(rules) != 1 or not isinstance(rules[0], OneRound):
        return False
    return all(rules[0].settles(finding) for finding in chosen)


def _ignored(finding: Finding, ignored: Suppressions) -> bool:
    return ignored.cover(finding.rule, finding.line, finding.end_line)
