"""The whole report as one HTML file.

It asks nothing of any network: styles, script and plots are inside. Everything from the project
is escaped by Jinja; only the benchmark's own SVG is put in as markup.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment as Templates
from jinja2 import PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from ftmigrate.model.finding import FileOutcome, FileStatus, Finding
from ftmigrate.model.report import Report
from ftmigrate.renderers.diff import unified
from ftmigrate.renderers.headline import cards, tone
from ftmigrate.renderers.html import bench


@dataclass(frozen=True, slots=True)
class DiffLine:
    """`kind` is the CSS class: add, del, hunk or empty."""

    kind: str
    text: str


def page(report: Report) -> str:
    """The report as a complete HTML document, UTF-8."""
    outcomes = report.codemod or ()
    return _template().render(
        report=report,
        targets=" and ".join(environment.label for environment in report.environments) or "3.14 and 3.14t",
        stand_ins=[environment for environment in report.environments if environment.stand_in],
        cards=cards(report),
        diffs=[(outcome.path, list(_diff(outcome))) for outcome in outcomes if outcome.after is not None],
        trouble=[o for o in outcomes if o.status in (FileStatus.SKIPPED, FileStatus.FAILED)],
        findings=list(_findings(outcomes)),
        benchmark=Markup(bench.section(report.benchmark)) if report.benchmark else "",
        tone=tone,
    )


@cache
def _template() -> Template:
    templates = Templates(
        loader=PackageLoader("ftmigrate.renderers.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("report.html")


def _findings(outcomes: tuple[FileOutcome, ...]) -> Iterator[tuple[str, Finding]]:
    for outcome in outcomes:
        for finding in outcome.findings:
            yield outcome.path, finding


def _diff(outcome: FileOutcome) -> Iterator[DiffLine]:
    kinds = {"+": "add", "-": "del", "@": "hunk"}
    for line in unified(outcome).splitlines()[2:]:
        yield DiffLine(kinds.get(line[:1], ""), line)
