"""The report as markdown, short enough for a pull request."""

from collections.abc import Iterator

from ftmigrate.model.checking import CheckStatus
from ftmigrate.model.report import Report
from ftmigrate.renderers.headline import cards

_FEW = 10


def render(report: Report) -> str:
    """Headlines as a table, what failed or could not tell, the comparisons, the next steps."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"## {report.project}: migration to 3.14 and 3.14t"
    for environment in report.environments:
        if environment.stand_in:
            yield f"\n> {environment.label}: measured on Python {environment.interpreter.version}."
    yield "\n| part | result | detail |\n| --- | --- | --- |"
    yield from (f"| {card.title} | **{cell(card.value)}** | {cell(card.detail)} |" for card in cards(report))
    for name, lines in report.unavailable.items():
        yield f"\n{name} could not be had:\n"
        yield from (f"- {line}" for line in lines)
    yield from (f"\n{name} could not be made: {cell(why)}" for name, why in report.failures.items())
    yield from _checks(report)
    yield from _comparisons(report)
    if report.next_steps:
        yield "\nNext:\n"
        yield from (f"{number}. {step}" for number, step in enumerate(report.next_steps, 1))


def _checks(report: Report) -> Iterator[str]:
    if report.verification is None:
        return
    passed = (CheckStatus.PASS, CheckStatus.SKIP)
    told = [check for check in report.verification.checks if check.status not in passed]
    if told:
        yield "\n| check | target | status | detail |\n| --- | --- | --- | --- |"
    for check in told[:_FEW]:
        yield f"| {check.id} | {check.target} | {check.status} | {cell(check.detail)} |"
    if len(told) > _FEW:
        yield f"\n... and {len(told) - _FEW} more."


def _comparisons(report: Report) -> Iterator[str]:
    if report.benchmark is None or not report.benchmark.comparisons:
        return
    yield "\n| comparison | ratio | interval | verdict |\n| --- | --- | --- | --- |"
    for row in report.benchmark.comparisons[:_FEW]:
        yield f"| {cell(row.name)} | {row.ratio:.3f} | {row.low:.3f} to {row.high:.3f} | {row.verdict} |"


def cell(text: str) -> str:
    """Text that cannot break out of a table cell."""
    return text.replace("|", "\\|").replace("\n", " ")
