"""Whose annotations to take back where tests newly fail."""

import ast
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from ftmigrate.checks.blamed_files import blamed_files
from ftmigrate.model.checking import AnnotationOffence, TestRun
from ftmigrate.model.finding import FileOutcome, FileStatus


def offences_of_tests(
    project: Path, runs: Sequence[TestRun], outcomes: Sequence[FileOutcome]
) -> tuple[AnnotationOffence, ...]:
    """The files with applied annotation findings that newly failing tests point at.

    A test may compare what it reads from annotations with text, as those of attrs do; nothing but
    its run tells. Empty where no test newly fails, or none points at such a file.
    """
    changed = [
        one.path
        for one in outcomes
        if one.status is FileStatus.CHANGED
        and any(finding.applied and finding.rule.startswith("ANN") for finding in one.findings)
    ]
    return blamed_files(runs, changed, lambda path: imported_names(project / path))


def imported_names(path: Path) -> set[str]:
    """The dotted names that a file imports, names of modules that it takes from packages among them.

    Relative ones are without their dots. Empty where there is no such file or it cannot be parsed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return set()
    return {name for node in ast.walk(tree) for name in _names(node) if name}


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        yield module
        for alias in node.names:
            yield f"{module}.{alias.name}".lstrip(".")
