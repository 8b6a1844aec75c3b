"""What is void where the project brings the GIL back: figures of threads that run at the same time. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ftmigrate.bench.plan import SCALING, Block
from ftmigrate.model.measuring import Comparison, Speed


def is_void(block: Block, gil: Mapping[str, Sequence[str]]) -> bool:
    """`gil` names who brought it back, by the target's label."""
    return block.group == SCALING and any(series.target in gil for series in block.series)


def without_scaling(row: Comparison, block: Block, gil: Mapping[str, Sequence[str]]) -> Comparison:
    """The row, or what is left of it: kernels that ran without the GIL say nothing of this project."""
    if not is_void(block, gil):
        return row
    names = next(names for label, names in gil.items() if any(s.target == label for s in block.series))
    reason = (
        f"void: {', '.join(names)} brought the GIL back, so this project's threads do not run in parallel"
    )
    return replace(row, verdict=Speed.INCONCLUSIVE, reason=reason, judged=False)


def gil_notes(gil: Mapping[str, Sequence[str]]) -> list[str]:
    return [
        f"{', '.join(names)} brought the GIL back on {label}: the project's threads do not run in parallel "
        "there, its scaling figures are void (`ftmigrate verify --only gil` tells who imports it)"
        for label, names in gil.items()
    ]
