"""The engine over a notebook: its code cells as one module, the result put back into the cells."""

from collections.abc import Sequence
from dataclasses import replace

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileOutcome, FileStatus, Finding
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.rule import Rule
from ftmigrate.syntax.notebooks import NotANotebook, Notebook


def rewrite_notebook(
    path: str,
    raw: str,
    rules: Sequence[Rule],
    project: Project,
    settings: CodemodSettings,
    *,
    unsafe: bool = False,
    kept: frozenset[tuple[int, int]] = frozenset(),
    compiled: bool = True,
) -> FileOutcome:
    """Like `rewrite`; a finding's lines are those of the .ipynb file, columns those of the code line.

    A notebook that is not Python, or whose cells do not parse together, is skipped or failed.
    """
    try:
        notebook = Notebook(raw)
    except NotANotebook as error:
        return FileOutcome(path, FileStatus.FAILED, str(error))
    if not notebook.cells:
        return FileOutcome(path, FileStatus.UNCHANGED)
    outcome = rewrite(
        path, notebook.text, rules, project, settings, unsafe=unsafe, kept=kept, compiled=compiled
    )
    findings = tuple(_moved(finding, notebook) for finding in outcome.findings)
    if outcome.after is None:
        return replace(outcome, findings=findings)
    try:
        after = notebook.rewritten(outcome.after)
    except ValueError as error:
        return FileOutcome(path, FileStatus.FAILED, str(error))
    return FileOutcome(path, FileStatus.CHANGED, "", findings, raw, after)


def _moved(finding: Finding, notebook: Notebook) -> Finding:
    return replace(
        finding,
        line=notebook.location(finding.line),
        end_line=notebook.location(finding.end_line),
        edits=(),
    )
