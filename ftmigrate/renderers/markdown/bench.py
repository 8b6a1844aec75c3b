"""The benchmark as markdown, short enough for a pull request."""

import math
from collections.abc import Iterator

from ftmigrate.model.measuring import Benchmark, Comparison, Speed


def render(benchmark: Benchmark) -> str:
    """The verdict, the table with a reason where a row has no verdict, what was not measured."""
    return "\n".join(_lines(benchmark)) + "\n"


def _lines(benchmark: Benchmark) -> Iterator[str]:
    yield f"## Smoke benchmark: {benchmark.verdict.value}"
    yield ""
    yield f"{_cell(benchmark.reason)} ({benchmark.seconds:.0f} s; {_resolution(benchmark)})."
    if benchmark.comparisons:
        yield ""
        yield "| comparison | ratio | interval | pairs | verdict |"
        yield "| --- | ---: | ---: | ---: | --- |"
        yield from (_row(row) for row in benchmark.comparisons)
    for note in benchmark.notes:
        yield f"\n> {_cell(note)}"
    notes = [(row.name, note) for row in benchmark.comparisons for note in row.notes]
    if notes:
        yield ""
        yield from (f"- {_cell(name)}: {_cell(note)}" for name, note in notes)
    if benchmark.skipped:
        yield "\n<details><summary>Not measured</summary>\n"
        yield from (f"- {_cell(line)}" for line in benchmark.skipped)
        yield "\n</details>"


def _resolution(benchmark: Benchmark) -> str:
    if benchmark.resolution is None:
        return "what this machine could tell apart is not known"
    return f"this machine resolved ±{benchmark.resolution:.1%}"


def _row(row: Comparison) -> str:
    known = row.low > 0 and math.isfinite(row.high)
    interval = f"{row.low:.3f} to {row.high:.3f}" if known else "not known"
    verdict = row.verdict.value if row.verdict is not Speed.INCONCLUSIVE else f"inconclusive: {row.reason}"
    return f"| {_cell(row.name)} | {row.ratio:.3f} | {interval} | {row.pairs} | {_cell(verdict)} |"


def _cell(text: str) -> str:
    """Text that breaks out of no cell and starts no tag."""
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
