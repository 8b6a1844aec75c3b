"""The benchmark as one JSON document."""

import math
from typing import Any

from ftmigrate.model.measuring import Benchmark, Comparison, Measurement


def document(benchmark: Benchmark) -> dict[str, Any]:
    """Keys as `ftmigrate.bench/1` promises them; an end that an interval does not have is null."""
    return {
        "verdict": benchmark.verdict.value,
        "reason": benchmark.reason,
        "host": dict(benchmark.host),
        "measurements": [_measurement(measurement) for measurement in benchmark.measurements],
        "comparisons": [_comparison(comparison) for comparison in benchmark.comparisons],
        "skipped": list(benchmark.skipped),
        "failed": list(benchmark.failed),
        "notes": list(benchmark.notes),
        "resolution": _finite(benchmark.resolution),
        "budget": benchmark.budget,
        "seconds": benchmark.seconds,
        "builds": dict(benchmark.builds),
    }


def _measurement(measurement: Measurement) -> dict[str, Any]:
    return {
        "kernel": measurement.kernel,
        "variant": measurement.variant,
        "target": measurement.target,
        "workers": measurement.workers,
        "unit": measurement.unit,
        "quantity": measurement.quantity.value,
        "command": measurement.command,
        "values": list(measurement.values),
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "name": comparison.name,
        "ratio": _finite(comparison.ratio),
        "low": _finite(comparison.low),
        "high": _finite(comparison.high),
        "verdict": comparison.verdict.value,
        "reason": comparison.reason,
        "confidence": comparison.confidence,
        "pairs": comparison.pairs,
        "quantity": comparison.quantity.value,
        "group": comparison.group,
        "judged": comparison.judged,
        "p_value": comparison.p_value,
        "notes": list(comparison.notes),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
