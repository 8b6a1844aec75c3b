"""What several workers show, in sentences: efficiency, speed-up, contention, where the time went. Pure."""

from collections.abc import Sequence
from statistics import fmean, median

from ftmigrate.bench.plan import Block, Contrast, Series, Values, interval, pairs, rounds
from ftmigrate.bench.statistics import MINIMUM_PAIRS, Interval, rank_interval
from ftmigrate.model.measuring import Quantity

CONTENDED = 1.5


def unobservable(block: Block, contrast: Contrast, values: Values) -> str:
    """Why a ratio per operation can't be had: workers that hardly ever ran at the same time."""
    done, kept = rounds(values, block), len(pairs(values, contrast)[0])
    if contrast.quantity not in (Quantity.COST, Quantity.CPU_COST) or kept == done or kept >= MINIMUM_PAIRS:
        return ""
    return f"not observable here: the workers really ran at the same time in {kept} of {done} rounds only"


def notes(block: Block, contrast: Contrast, values: Values) -> tuple[str, ...]:
    """Sentences about a scaling block, most telling first; a part that could not be had is left out."""
    found = interval(values, contrast)
    a, b = (next(s for s in block.series if s.key == key) for key in (contrast.a, contrast.b))
    said = [_contention(contrast, found)] if contrast.culprit else [_efficiency(a, b, found)]
    if block.alone:
        said.append(_speed_up(a, block.alone, values))
    said.append(_memory((a, b), values))
    said += [_split(series, values) for series in (a, b)]
    return tuple(filter(None, said))


def _contention(contrast: Contrast, found: Interval) -> str:
    if not found.low > 1.05:
        return ""
    much = f"{found.ratio:.1f} times the CPU per operation ({found.low:.1f} to {found.high:.1f})"
    if found.ratio < CONTENDED:
        return f"sharing {contrast.culprit} costs {much}"
    return f"contention on {contrast.culprit}: {'; '.join(filter(None, (much, contrast.ending)))}"


def _efficiency(a: Series, b: Series, found: Interval) -> str:
    if not 0 < found.low <= found.high < float("inf"):
        return ""
    return (
        f"{a.workers} {a.variant} reach {1 / found.ratio:.2f} ({1 / found.high:.2f} to {1 / found.low:.2f}) "
        f"of what {b.workers} {b.variant} reach"
    )


def _speed_up(series: Series, alone: str, values: Values) -> str:
    """The speed-up over one worker, and the serial share after Karp and Flatt (1990)."""
    workers = series.workers
    both = [
        (one[Quantity.COST], many[Quantity.COST])
        for one, many in zip(values[alone], values[series.key], strict=True)
        if Quantity.COST in one and Quantity.COST in many
    ]
    if not both:
        return ""
    found = rank_interval([one for one, _ in both], [many for _, many in both])
    if found.low <= 0:
        return ""
    reached = workers * found.ratio
    serial = max(0.0, (1 / reached - 1 / workers) / (1 - 1 / workers))
    return (
        f"speed-up {reached:.2f} ({workers * found.low:.2f} to {workers * found.high:.2f}) with {workers} "
        f"{series.variant} while they have a processor each; serial share about {serial:.0%} (Karp-Flatt)"
    )


def _memory(series: Sequence[Series], values: Values) -> str:
    sizes = [(s.variant, _middle(s, values, Quantity.MEMORY)) for s in series]
    if any(size is None for _, size in sizes) or sizes[1][0] != "processes":
        return ""
    said = " and ".join(f"{(size or 0) / 1e6:.0f} MB in {variant}" for variant, size in sizes)
    return f"memory (proportional set size): {said}"


def _split(series: Series, values: Values) -> str:
    delay = [v[Quantity.DELAY] for v in values[series.key] if Quantity.DELAY in v]
    blocked = [v[Quantity.BLOCKED] for v in values[series.key] if Quantity.BLOCKED in v]
    if not delay:
        return ""
    wait, block = fmean(delay), fmean(blocked)
    return (
        f"{series.variant}: {max(0.0, 1 - wait - block):.0%} of the wall time on a processor, "
        f"{wait:.0%} waiting for one (other programs), {block:.0%} blocked (locks, the GIL, I/O)"
    )


def _middle(series: Series, values: Values, quantity: Quantity) -> float | None:
    seen = [v[quantity] for v in values[series.key] if quantity in v]
    return median(seen) if seen else None
