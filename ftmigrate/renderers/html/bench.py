"""The benchmark as a fragment of an HTML page: plots in SVG, no request to anywhere.

Colours are the page's custom properties (--fg, --bg, --muted, --accent, --good, --bad, --grid),
each with a fallback, so that the fragment is readable in light and dark and on its own.
"""

import math
from collections.abc import Sequence
from html import escape

from ftmigrate.model.measuring import Benchmark, Comparison, Speed
from ftmigrate.renderers.html.bench_workers import speed_up_plot, svg, wall_plot

_COLOURS = {
    Speed.FASTER: "var(--good, #1a7f37)",
    Speed.SLOWER: "var(--bad, #cf222e)",
    Speed.SAME: "var(--accent, #0969da)",
    Speed.INCONCLUSIVE: "var(--muted, #6e7781)",
}
_WIDTH, _ROW, _TOP = 640, 44, 30
_LEFT, _RIGHT = 20, 20
_TICKS = (0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)


def section(benchmark: Benchmark) -> str:
    """A fragment without a heading: verdict, interval plot, table of reasons, what was not measured."""
    parts = [
        '<div class="bench">',
        f"<p><strong>{benchmark.verdict.value}</strong>: {escape(benchmark.reason)}</p>",
        f"<p>{escape(_headline(benchmark))}</p>",
        interval_plot(benchmark.comparisons) if benchmark.comparisons else "",
        speed_up_plot(benchmark.measurements),
        wall_plot(benchmark.measurements),
        _table(benchmark.comparisons),
        _list("Notes", [*benchmark.notes, *_row_notes(benchmark.comparisons)]),
        _list("Not measured", benchmark.skipped),
        _list("Interpreters", [f"{label}: {build}" for label, build in benchmark.builds.items()]),
        "</div>",
    ]
    return "\n".join(filter(None, parts))


def _headline(benchmark: Benchmark) -> str:
    spent = f"{benchmark.seconds:.1f} s of a budget of {benchmark.budget:.0f} s"
    if benchmark.resolution is None:
        return f"{spent}. What this machine could tell apart is not known."
    return f"{spent}. This machine resolved ±{benchmark.resolution:.1%}: the same program, measured twice."


def interval_plot(rows: Sequence[Comparison]) -> str:
    """Each ratio with its interval on a logarithmic axis, over the band of ±5 %."""
    reach = _reach(rows)
    height = _TOP + _ROW * len(rows) + 10
    body = [_band(reach, height), *(_tick(value, reach, height) for value in _TICKS)]
    body += [_row(row, _TOP + _ROW * number, reach) for number, row in enumerate(rows)]
    title = "Ratios with their intervals; left of 1 is faster"
    return svg("intervals", title, height, "".join(body))


def _reach(rows: Sequence[Comparison]) -> float:
    """How far the axis goes from 1 on both sides, as a logarithm: as far as the intervals, at most 4."""
    ends = [abs(math.log(v)) for row in rows for v in (row.low, row.high) if 0 < v < math.inf]
    return min(max([*ends, math.log(1.15)]) * 1.05, math.log(4))


def _x(ratio: float, reach: float) -> float:
    position = -reach if ratio <= 0 else min(reach, max(-reach, math.log(ratio)))
    return round(_LEFT + (position / reach + 1) / 2 * (_WIDTH - _LEFT - _RIGHT), 1)


def _band(reach: float, height: int) -> str:
    left, right = _x(1 / 1.05, reach), _x(1.05, reach)
    return (
        f'<rect x="{left}" y="{_TOP - 8}" width="{right - left:.1f}" height="{height - _TOP}" '
        'fill="var(--accent, #0969da)" opacity="0.12"/>'
    )


def _tick(value: float, reach: float, height: int) -> str:
    if abs(math.log(value)) > reach:
        return ""
    x = _x(value, reach)
    return (
        f'<line x1="{x}" x2="{x}" y1="{_TOP - 8}" y2="{height - 8}" stroke="var(--grid, #d0d7de)"/>'
        f'<text x="{x}" y="{_TOP - 14}" text-anchor="middle" fill="var(--muted, #6e7781)">{value:g}</text>'
    )


def _row(row: Comparison, y: int, reach: float) -> str:
    colour, middle = _COLOURS[row.verdict], y + 28
    low, high, at = _x(row.low, reach), _x(row.high, reach), _x(row.ratio, reach)
    faint = "" if row.judged else ' opacity="0.55"'
    return (
        f'<g{faint}><text x="{_LEFT}" y="{y + 14}" fill="var(--fg, #1f2328)">{escape(row.name)}'
        f' <tspan fill="{colour}" font-weight="600">{row.verdict.value}</tspan></text>'
        f'<line x1="{low}" x2="{high}" y1="{middle}" y2="{middle}" stroke="{colour}" stroke-width="3"/>'
        f'<circle cx="{at}" cy="{middle}" r="4.5" fill="{colour}"/></g>'
    )


def _row_notes(rows: Sequence[Comparison]) -> list[str]:
    return [f"{row.name}: {note}" for row in rows for note in row.notes]


def _table(rows: Sequence[Comparison]) -> str:
    if not rows:
        return ""
    body = "".join(
        f"<tr><td>{escape(row.name)}</td><td>{row.ratio:.3f}</td><td>{_interval(row)}</td>"
        f"<td>{row.pairs}</td><td>{row.verdict.value}</td><td>{escape(row.reason)}</td></tr>"
        for row in rows
    )
    head = "<th>comparison</th><th>ratio</th><th>interval</th><th>pairs</th><th>verdict</th><th>why</th>"
    return f'<table class="bench-rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _interval(row: Comparison) -> str:
    if row.low <= 0 or math.isinf(row.high):
        return "not known"
    return f"{row.low:.3f} to {row.high:.3f}"


def _list(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return f"<h3>{title}</h3><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
