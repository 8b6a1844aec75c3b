import pytest

from ftmigrate.bench.break_even import sentence
from ftmigrate.model.measuring import Measurement, Quantity


def series(variant: str, target: str, workers: int, quantity: Quantity, *values: float) -> Measurement:
    return Measurement("arithmetic", variant, target, workers, "nanosecond", values, quantity)


def measured(overhead: float, efficiency: float) -> list[Measurement]:
    return [
        series("serial", "3.14t", 1, Quantity.CPU, 50.0 * overhead, 60.0 * overhead),
        series("serial", "3.14", 1, Quantity.CPU, 50.0, 70.0),
        series("threads", "3.14t", 2, Quantity.COST, 50.0 / efficiency),
        series("threads", "3.14t", 1, Quantity.COST, 10.0),
        series("processes", "3.14t", 2, Quantity.COST, 50.0),
    ]


@pytest.mark.parametrize(
    ("overhead", "efficiency", "number"), [(0.9, 1.0, 1), (1.1, 1.0, 2), (1.5, 0.5, 4), (1.0, 0.9, 2)]
)
def test_the_number_of_threads_that_overtake(overhead: float, efficiency: float, number: int) -> None:
    said = sentence(measured(overhead, efficiency), "arithmetic", "3.14t", "3.14")
    assert said.startswith("a model, not a measurement")
    assert said.endswith(f"so {number} would overtake it")


@pytest.mark.parametrize("missing", [0, 1, 2, 4])
def test_without_one_of_its_parts_there_is_no_model(missing: int) -> None:
    parts = measured(1.1, 0.9)
    del parts[missing]
    assert sentence(parts, "arithmetic", "3.14t", "3.14") == ""
