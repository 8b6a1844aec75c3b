"""Runs the cases of a rule's page: the page is the test."""

import ast
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources

from ftmigrate.analysis.modules import Project
from ftmigrate.model.configuration import CodemodSettings, Concurrency
from ftmigrate.model.finding import FileOutcome
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
