"""A verification in a terminal: the verdict, a row a check, and what needs a look."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from ftmigrate.model.checking import Check, CheckStatus, Verdict, Verification

_STATUS = {
    CheckStatus.PASS: "green",
    CheckStatus.FAIL: "bold red",
    CheckStatus.ERROR: "bold red",
    CheckStatus.UNKNOWN: "yellow",
    CheckStatus.SKIP: "dim",
}
_VERDICT = {
    Verdict.PASS: ("pass", "bold green", "every check passed"),
    Verdict.FAIL: ("fail", "bold red", "something is not as it was before"),
    Verdict.UNKNOWN: ("unknown", "bold yellow", "not everything could be judged"),
}
_LINES = 8
_TABLE_WIDTH = 100


def render(verification: Verification, *, verbose: bool = False) -> RenderableType:
    """Checks that did not pass are followed by their lines; `verbose` shows all lines of all."""
    return Group(*_parts(verification, verbose))


def _parts(verification: Verification, verbose: bool) -> Iterator[RenderableType]:
    word, style, meaning = _VERDICT[verification.verdict]
    yield Text.assemble(("Verification: ", "bold"), (word, style), f" ({meaning})")
    yield _Checks(verification)
    for check in verification.checks:
        if check.lines and (verbose or check.status is not CheckStatus.PASS):
            yield Text(f"{check.id} on {check.target}:", style="bold")
            yield from _lines(check, None if verbose else _LINES)


class _Checks:
    """The checks as a table, or where it would squeeze what was seen, as a paragraph each."""

    def __init__(self, verification: Verification) -> None:
        self._verification = verification

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width >= _TABLE_WIDTH:
            yield _table(self._verification)
            return
        for check in self._verification.checks:
            status = (check.status.value, _STATUS[check.status])
            yield Text.assemble((check.id, "bold"), f" on {check.target}: ", status)
            yield Text(f"  {check.detail}")


def _table(verification: Verification) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("check", "target", "status", "what was seen"):
        table.add_column(column, overflow="fold", no_wrap=column in ("check", "status"))
    for check in verification.checks:
        table.add_row(
            check.id, check.target, Text(check.status.value, _STATUS[check.status]), Text(check.detail)
        )
    return table


def _lines(check: Check, limit: int | None) -> Iterator[RenderableType]:
    for line in check.lines[:limit]:
        yield Text(f"  {line}")
    if limit is not None and len(check.lines) > limit:
        yield Text(f"  and {len(check.lines) - limit} more: see --verbose or --json", style="dim")
