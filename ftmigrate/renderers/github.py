"""GitHub's workflow commands: findings as annotations of a pull request.

Source: GitHub docs, "Workflow commands for GitHub Actions", with its escaping rules.
"""

from collections.abc import Iterator, Sequence

from ftmigrate.model.finding import FileOutcome, FileStatus, Finding, Safety


def lines(outcomes: Sequence[FileOutcome]) -> Iterator[str]:
    """A warning for each fix, a notice for each conditional place, an error for a failed file."""
    for outcome in outcomes:
        if outcome.status is FileStatus.FAILED:
            yield f"::error file={_property(outcome.path)},title=ftmigrate::{_message(outcome.reason)}"
        for finding in outcome.findings:
            if finding.applied or finding.safety is Safety.CONDITIONAL:
                yield _finding(outcome.path, finding)


def _finding(path: str, finding: Finding) -> str:
    level = "warning" if finding.applied else "notice"
    codes = ", ".join(reason.code for reason in finding.reasons)
    where = (
        f"file={_property(path)},line={finding.line},endLine={finding.end_line},"
        f"col={finding.column + 1},endColumn={finding.end_column + 1}"
    )
    text = f"{finding.message} [{codes}]" if codes else finding.message
    return f"::{level} {where},title=ftmigrate {_property(finding.rule)}::{_message(text)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
