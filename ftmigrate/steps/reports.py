"""The last report of a project: kept as data and as one HTML file."""

from pathlib import Path

from ftmigrate.host import results
from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import state_folder
from ftmigrate.model.errors import UsageError
from ftmigrate.model.report import Report


def save(project: Path, report: Report) -> Path:
    """Keep the report and return the path of its HTML page."""
    from ftmigrate.renderers.html.page import page

    results.save(project, "report", report)
    path = state_folder(project) / "report.html"
    write_atomically(path, page(report).encode())
    return path


def load(project: Path) -> Report:
    """The last report; UsageError where there is none yet."""
    report = results.load(project, "report", Report)
    if report is None:
        raise UsageError(
            "there is no report of this project yet.",
            where=str(project),
            hint="Make one: ftmigrate migrate",
        )
    return report


def text(report: Report, format: str) -> str:
    """The report as `html`, `markdown` or `terminal` text (plain, for a file)."""
    if format == "html":
        from ftmigrate.renderers.html.page import page

        return page(report)
    if format == "markdown":
        from ftmigrate.renderers.markdown.report import render

        return render(report)
    from ftmigrate.renderers.terminal.report import plain

    return plain(report)
