"""The measured values in the file format of pyperf, so that its tools can read them.

https://pyperf.readthedocs.io/en/latest/json.html: version "1.0", one benchmark a series, one run
a process, values in seconds (or bytes). Ratios and verdicts have no place there.
"""

from collections.abc import Mapping
from typing import Any

from ftmigrate.model.measuring import Benchmark, Measurement, Quantity

# pyperf knows seconds, bytes and plain numbers; ours are scaled to the first two.
_UNITS: Mapping[str, tuple[str, float]] = {
    "second": ("second", 1.0),
    "nanosecond": ("second", 1e-9),
    "byte": ("byte", 1.0),
}


def document(benchmark: Benchmark) -> dict[str, Any]:
    """A suite with every measurement in time or bytes; shares of wall time are left out."""
    kept = [m for m in benchmark.measurements if m.unit in _UNITS and m.values]
    return {
        "benchmarks": [_benchmark(measurement) for measurement in kept],
        "metadata": {
            "platform": str(benchmark.host.get("system", "")),
            "cpu_model_name": str(benchmark.host.get("processor", "")),
            "description": "ftmigrate smoke benchmark: one value a fresh process",
        },
        "version": "1.0",
    }


def name(measurement: Measurement) -> str:
    """Unique in a suite, and the same from run to run, because `compare_to` matches by name."""
    parts = [measurement.kernel, measurement.variant, measurement.target]
    if measurement.workers > 1:
        parts.append(f"{measurement.workers} workers")
    return f"{' '.join(parts)} ({measurement.quantity.value})"


def _benchmark(measurement: Measurement) -> dict[str, Any]:
    unit, factor = _UNITS[measurement.unit]
    metadata: dict[str, Any] = {"name": name(measurement), "unit": unit, "loops": 1}
    if measurement.command:
        metadata["command"] = measurement.command
    if measurement.quantity in (Quantity.CPU, Quantity.WALL):
        metadata["timer"] = "CPU time" if measurement.quantity is Quantity.CPU else "monotonic clock"
    return {
        "metadata": metadata,
        "runs": [{"metadata": {}, "values": [_value(value * factor, unit)]} for value in measurement.values],
    }


def _value(value: float, unit: str) -> float | int:
    return int(value) if unit == "byte" else value
