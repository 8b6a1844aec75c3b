"""The benchmark for a terminal: a table with each interval drawn over the band of no change."""

import math
from io import StringIO

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from ftmigrate.model.measuring import Benchmark, Comparison, Speed

_STYLES = {
    Speed.FASTER: "green",
    Speed.SLOWER: "red",
    Speed.SAME: "cyan",
    Speed.INCONCLUSIVE: "yellow",
}
_BAND = math.log(1.05)
_REACH = math.log(1.5)
_CELLS = 31
_TABLE_WIDTH = 110
_NOTES = 2


def render(benchmark: Benchmark, *, verbose: bool = False) -> RenderableType:
    """The headline, the table, why what is inconclusive is so, what was left out."""
    parts: list[RenderableType] = [_headline(benchmark)]
    if benchmark.comparisons:
        parts.append(_Rows(benchmark))
    for row in benchmark.comparisons:
        parts += _remarks(row, verbose)
    parts += [Text(f"  note: {note}", style="yellow") for note in benchmark.notes]
    if benchmark.skipped:
        parts.append(Text("  not measured:"))
        parts += [Text(f"    {line}") for line in benchmark.skipped]
    if verbose:
        parts += [Text(f"  {label}: {build}", style="dim") for label, build in benchmark.builds.items()]
        parts.append(Text(f"  {_machine(benchmark)}", style="dim"))
    return Group(*parts)


def plain(benchmark: Benchmark, width: int = 140) -> str:
    """The same without colours, for a file."""
    console = Console(file=StringIO(), width=width, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(render(benchmark))
    return capture.get()


def _headline(benchmark: Benchmark) -> Text:
    text = Text("smoke benchmark: ")
    text.append(benchmark.verdict.value, style=f"bold {_STYLES[benchmark.verdict]}")
    if benchmark.resolution is None:
        resolution = "what this machine can tell apart today is not known"
    else:
        resolution = f"this machine resolved ±{benchmark.resolution:.1%} today"
    text.append(f" ({benchmark.seconds:.1f} s of {benchmark.budget:.0f} s; {resolution})")
    return text


class _Rows:
    """The comparisons as a table, or where it would squeeze the names, as two lines each."""

    def __init__(self, benchmark: Benchmark) -> None:
        self._benchmark = benchmark

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width >= _TABLE_WIDTH:
            yield _table(self._benchmark)
            return
        for row in self._benchmark.comparisons:
            yield Text(f" {row.name}", style="" if row.judged else "dim")
            verdict = Text(row.verdict.value, style=_STYLES[row.verdict] if row.judged else "dim")
            text = Text.assemble(
                "   ratio ", f"{row.ratio:.3f} ({_interval(row)}), {row.pairs} pairs: ", verdict
            )
            yield text


def _table(benchmark: Benchmark) -> Table:
    table = Table(box=None, pad_edge=True, show_edge=False)
    table.add_column("comparison", overflow="fold", ratio=1)
    table.add_column("ratio", justify="right", no_wrap=True)
    table.add_column("interval", justify="right", no_wrap=True)
    table.add_column("0.67 ... 1 ... 1.5", justify="center", no_wrap=True)
    table.add_column("pairs", justify="right")
    table.add_column("verdict")
    for row in benchmark.comparisons:
        style = "" if row.judged else "dim"
        verdict = Text(row.verdict.value, style=_STYLES[row.verdict] if row.judged else "dim")
        table.add_row(
            Text(row.name),
            f"{row.ratio:.3f}",
            _interval(row),
            drawn(row),
            str(row.pairs),
            verdict,
            style=style,
        )
    return table


def _interval(row: Comparison) -> str:
    if row.low <= 0 or math.isinf(row.high):
        return "not known"
    return f"{row.low:.3f} to {row.high:.3f}"


def drawn(row: Comparison) -> Text:
    """`····├──●─┤···`: the interval on a logarithmic scale from 1/1.5 to 1.5, the band shaded."""
    text = Text()
    low, high, middle = (_cell(value) for value in (row.low, row.high, row.ratio))
    for cell in range(_CELLS):
        position = (cell / (_CELLS - 1) * 2 - 1) * _REACH
        shaded = "on grey30" if abs(position) <= _BAND else ""
        if cell == middle:
            text.append("●", style=f"bold {shaded}")
        elif low <= cell <= high:
            text.append("─", style=shaded)
        else:
            text.append("·", style=f"dim {shaded}")
    return text


def _cell(ratio: float) -> int:
    if ratio <= 0:
        return 0
    if not math.isfinite(ratio):
        return _CELLS - 1
    share = (math.log(ratio) / _REACH + 1) / 2
    return min(_CELLS - 1, max(0, round(share * (_CELLS - 1))))


def _remarks(row: Comparison, verbose: bool) -> list[RenderableType]:
    """Why a row has no verdict, and what else its processes showed, under its name."""
    undecided = row.verdict is Speed.INCONCLUSIVE and row.reason and row.judged
    said = [row.reason] if undecided else []
    said += row.notes if verbose else row.notes[:_NOTES]
    if not said:
        return []
    return [
        Text(f"  {row.name}:", style="dim"),
        *(Text(f"    {line}") for line in said),
    ]


def _machine(benchmark: Benchmark) -> str:
    return ", ".join(f"{name} {value}" for name, value in benchmark.host.items())
