"""Runs the cases of a rule's page: the page is the test."""

import ast
import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings, Concurrency
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.rules import pages
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.pages import Page, PageCase
from ftmigrate.rules.registry import RULES
from ftmigrate.rules.rule import Rule
from ftmigrate.steps.codemod_file import roots_of
from ftmigrate.syntax.comments import comments


class Files:
    """A project in memory."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> str | None:
        return self.files.get(path)

    def exists(self, path: str) -> bool:
        return path in self.files


def page_of(rule: Rule) -> Page:
    name = pages.file_name(type(rule).__module__)
    return pages.parse(resources.files("ftmigrate.rules").joinpath(name).read_text(encoding="utf-8"))


def run_case(rule: Rule, case: PageCase, text: str | None = None) -> FileOutcome:
    """The outcome of the page's own rule on a case (or on `text` in its place)."""
    settings = CodemodSettings(select=(rule.code,))
    if "threads" in case.options:
        settings = replace(settings, concurrency=Concurrency.THREADS)
    files = {**case.files, case.path: case.before}
    project = Project(Files(files), roots_of(files))
    source = case.before if text is None else text
    return rewrite(case.path, source, [rule], project, settings, unsafe="unsafe" in case.options)


def all_cases() -> list[tuple[str, Rule, PageCase]]:
    return [(f"{rule.code}: {case.name}", rule, case) for rule in RULES for case in page_of(rule).cases]


def same_code(one: str, other: str) -> bool:
    """Equal syntax trees and equal comments: what a reader of code sees, not its layout."""
    texts = [comment.text for comment in comments(one)], [comment.text for comment in comments(other)]
    return texts[0] == texts[1] and ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))


def newer_grammar(case: PageCase) -> bool:
    """Whether the running Python is too old to parse the case."""
    try:
        ast.parse(case.before)
        ast.parse(case.after or "")
    except SyntaxError:
        return sys.version_info < (3, 14)
    return False


def faults(rule: Rule, case: PageCase) -> list[str]:
    """Everything in which the rule differs from its page, in words; empty where the page is right."""
    outcome = run_case(rule, case)
    if outcome.status is FileStatus.FAILED:
        return [outcome.reason]
    codes = [reason.code for finding in outcome.findings for reason in finding.reasons]
    found = [f"no reason {one} in {codes}" for one in case.reasons if not _among(one, codes)]
    if case.after is None and outcome.after is not None:
        found.append(f"changed to:\n{outcome.after}")
    elif case.after is not None:
        found += _wrong_result(rule, case, outcome.after, codes)
    if not rule.wants(case.before.encode()) and any(one.edits for one in outcome.findings):
        found.append("the prefilter would have missed it")
    return found


def _among(wanted: str, codes: list[str]) -> bool:
    return any(code.startswith(wanted) for code in codes)


def _wrong_result(rule: Rule, case: PageCase, after: str | None, codes: list[str]) -> list[str]:
    assert case.after is not None
    if after is None:
        return [f"unchanged, because: {codes}"]
    if not same_code(after, case.after):
        return [f"became:\n{after}"]
    again = run_case(rule, case, after)
    return [f"a second run made it:\n{again.after}"] if again.after is not None else []


def main() -> None:
    """All cases under the running interpreter: prints how many there are, exits 1 with the faults."""
    cases = all_cases()
    wrong = [f"{label}: {fault}" for label, rule, case in cases for fault in faults(rule, case)]
    print("\n".join(wrong) if wrong else len(cases))
    sys.exit(1 if wrong else 0)
