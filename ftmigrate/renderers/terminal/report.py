"""The report in a terminal: headlines first, then what needs a decision, then what to do next."""

from collections.abc import Iterator
from io import StringIO

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ftmigrate.model.report import Report
from ftmigrate.renderers.headline import cards
from ftmigrate.renderers.terminal import bench, verify

_STYLES = {"good": "bold green", "bad": "bold red", "warn": "bold yellow", "": "bold"}
_TABLE_WIDTH = 76


def render(report: Report) -> Iterator[RenderableType]:
    """Parts to print one after another."""
    yield Text.from_markup(f"[bold]{escape(report.project)}[/bold] [dim]{report.when}[/dim]")
    for environment in report.environments:
        if environment.stand_in:
            yield Text(
                f"{environment.interpreter.name} stands in for {environment.target.name}: what is said of "
                f"{environment.label} was measured on Python {environment.interpreter.version}.",
                style="yellow",
            )
    yield _Headlines(report)
    for name, lines in report.unavailable.items():
        yield Text(f"{name} could not be had:", style="bold red")
        yield from (Text(f"  {line}") for line in lines)
    for name, reason in report.failures.items():
        yield Text(f"{name} could not be made:", style="bold red")
        yield from (Text(f"  {line}") for line in reason.splitlines())
    if report.verification is not None:
        yield verify.render(report.verification)
    if report.benchmark is not None:
        yield bench.render(report.benchmark)
    if report.next_steps:
        yield Text("Next:", style="bold")
        yield from (Text(f"  {number}. {step}") for number, step in enumerate(report.next_steps, 1))


class _Headlines:
    """The headlines as a table, or on a narrow terminal as a paragraph each."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width >= _TABLE_WIDTH:
            yield _headlines(self._report)
            return
        for card in cards(self._report):
            value = (card.value, _STYLES[card.tone])
            yield Text.assemble(f"{card.title}: ", value, f"; {card.detail}" if card.detail else "")


def _headlines(report: Report) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    table.add_column(overflow="fold")
    for card in cards(report):
        table.add_row(card.title, Text(card.value, style=_STYLES[card.tone]), card.detail)
    return table


def plain(report: Report, width: int = 100) -> str:
    """The same as text without colours, for a file."""
    console = Console(file=StringIO(), width=width, no_color=True)
    for part in render(report):
        console.print(part)
    output = console.file
    assert isinstance(output, StringIO)
    return output.getvalue()
