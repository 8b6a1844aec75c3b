"""Plots of the scaling runs: speed-up with its ideal, and where each series' wall time went."""

from collections.abc import Mapping, Sequence
from html import escape
from statistics import fmean, median

from ftmigrate.model.measuring import Measurement, Quantity

_WIDTH, _BAR, _LABEL = 640, 26, 240
_CURVES = ("var(--accent, #0969da)", "var(--good, #1a7f37)", "var(--bad, #cf222e)")
_SHARES = (
    ("on a processor", "var(--good, #1a7f37)"),
    ("waiting for a processor", "var(--muted, #6e7781)"),
    ("blocked", "var(--bad, #cf222e)"),
)


def svg(kind: str, title: str, height: float, body: str) -> str:
    """One plot with its name for eyes and for screen readers; scales with the page."""
    return (
        f'<figure style="margin:1rem 0"><figcaption>{escape(title)}</figcaption>'
        f'<svg class="plot {kind}" role="img" aria-label="{escape(title)}" '
        f'viewBox="0 0 {_WIDTH} {height:.0f}" width="100%" style="max-width:{_WIDTH}px" '
        'xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="11">'
        f"<title>{escape(title)}</title>{body}</svg></figure>"
    )


def wall_plot(measurements: Sequence[Measurement]) -> str:
    """Stacked bars of each scaling series: on a processor, waiting for one, blocked. Empty without data."""
    rows = [
        (f"{m.kernel} on {m.target}: {m.workers} {m.variant}", fmean(m.values), _blocked(measurements, m))
        for m in measurements
        if m.quantity is Quantity.DELAY and m.values
    ]
    if not rows:
        return ""
    parts = [_legend()]
    for number, (label, delay, blocked) in enumerate(rows):
        parts.append(_stack(label, (max(0.0, 1 - delay - blocked), delay, blocked), 30 + number * _BAR))
    return svg("shares", "Where the wall time of the workers went", 36 + len(rows) * _BAR, "".join(parts))


def _blocked(measurements: Sequence[Measurement], delay: Measurement) -> float:
    same = (delay.kernel, delay.variant, delay.target, delay.workers)
    for m in measurements:
        if m.quantity is Quantity.BLOCKED and (m.kernel, m.variant, m.target, m.workers) == same:
            return fmean(m.values)
    return 0.0


def _legend() -> str:
    return "".join(
        f'<rect x="{_LABEL + 132 * at}" y="6" width="10" height="10" fill="{colour}"/>'
        f'<text x="{_LABEL + 14 + 132 * at}" y="15" fill="var(--fg, #1f2328)">{name}</text>'
        for at, (name, colour) in enumerate(_SHARES)
    )


def _stack(label: str, parts: Sequence[float], y: int) -> str:
    x, drawn = float(_LABEL), []
    for share, (name, colour) in zip(parts, _SHARES, strict=True):
        width = share * (_WIDTH - _LABEL - 10)
        drawn.append(
            f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR - 8}" fill="{colour}">'
            f"<title>{name}: {share:.0%}</title></rect>"
        )
        x += width
    text = f'<text x="0" y="{y + 13}" fill="var(--fg, #1f2328)">{escape(label)}</text>'
    return text + "".join(drawn)


def speed_up_plot(measurements: Sequence[Measurement]) -> str:
    """Throughput against one worker, for threads and for processes, under the ideal line."""
    plots = []
    for target in dict.fromkeys(m.target for m in measurements):
        ours = [m for m in measurements if m.target == target and m.quantity is Quantity.COST and m.values]
        curves = _curves(ours)
        if curves:
            plots.append(_curve_plot(target, curves))
    return "".join(plots)


def _curves(measurements: Sequence[Measurement]) -> Mapping[str, tuple[int, float]]:
    """Variant to its workers and speed-up, for the kernel of which one worker was measured, too."""
    alone = {m.kernel: median(m.values) for m in measurements if m.workers == 1}
    return {
        m.variant: (m.workers, m.workers * alone[m.kernel] / median(m.values))
        for m in measurements
        if m.workers > 1 and m.kernel in alone
    }


def _curve_plot(target: str, curves: Mapping[str, tuple[int, float]]) -> str:
    size, most = 220, max(workers for workers, _ in curves.values())

    def place(workers: float, speed: float) -> tuple[float, float]:
        return 40 + (workers - 1) / max(most - 1, 1) * 300, size - 30 - speed / (most * 1.1) * (size - 50)

    x0, y0 = place(1, 1)
    x1, y1 = place(most, most)
    body = [
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="var(--grid, #d0d7de)" '
        'stroke-dasharray="4 3"/>',
        f'<text x="{x1 + 8:.1f}" y="{y1:.1f}" fill="var(--muted, #6e7781)">ideal: {most}</text>',
        f'<text x="{x0:.1f}" y="{size - 8}" fill="var(--muted, #6e7781)">1 worker</text>',
        f'<text x="{x1:.1f}" y="{size - 8}" fill="var(--muted, #6e7781)">{most} workers</text>',
    ]
    for at, (variant, (workers, speed)) in enumerate(curves.items()):
        body.append(_curve(f"{variant} {speed:.2f}", (x0, y0), place(workers, speed), at))
    return svg("speed-up", f"Speed-up over one worker on {target}", size, "".join(body))


def _curve(label: str, start: tuple[float, float], end: tuple[float, float], number: int) -> str:
    colour = _CURVES[number % len(_CURVES)]
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{colour}" stroke-width="2"/>'
        f'<circle cx="{end[0]:.1f}" cy="{end[1]:.1f}" r="4" fill="{colour}"/>'
        f'<text x="{end[0] + 70:.1f}" y="{end[1] + 14 * number:.1f}" fill="{colour}">{escape(label)}</text>'
    )
