import json
from dataclasses import replace
from pathlib import Path

import pytest

from ftmigrate.bench.earlier import against, other_machine
from ftmigrate.model.errors import UsageError
from ftmigrate.model.measuring import Benchmark, Comparison, Speed
from ftmigrate.renderers.json.bench import document
from ftmigrate.steps.bench_earlier import beside, read_earlier

HOST: dict[str, str | int | float | bool] = {"machine": "x86_64", "processor": "cpu", "processors": 2}


def row(ratio: float, spread: float = 0.02, pairs: int = 20) -> Comparison:
    return Comparison("index", ratio, ratio * (1 - spread), ratio * (1 + spread), Speed.SAME, pairs=pairs)


def run(*rows: Comparison) -> Benchmark:
    return Benchmark(Speed.SAME, HOST, (), rows)


def earlier(*rows: Comparison) -> dict[str, object]:
    return {"schema": "ftmigrate.bench/1", **document(run(*rows))}


def test_a_ratio_that_moved_is_a_row_with_a_verdict() -> None:
    (found,) = against([row(1.2)], document(run(row(1.0)))["comparisons"])
    assert found.verdict is Speed.SLOWER and found.ratio == pytest.approx(1.2)
    assert found.confidence == pytest.approx(0.9)
    assert not found.judged, "what decides is this run's own rows"


def test_ratios_whose_intervals_meet_are_not_told_apart() -> None:
    (found,) = against([row(1.05, 0.05)], document(run(row(1.0, 0.05)))["comparisons"])
    assert found.verdict is Speed.INCONCLUSIVE


def test_too_few_pairs_on_either_side_are_no_verdict() -> None:
    (found,) = against([row(2.0)], document(run(row(1.0, pairs=6)))["comparisons"])
    assert found.verdict is Speed.INCONCLUSIVE


def test_another_machine_is_named_and_not_compared() -> None:
    other = earlier(row(1.0)) | {"host": {**HOST, "processors": 8}}
    found = beside(run(row(1.2)), other)
    assert len(found.comparisons) == 1
    assert "processors 8 then and 2 now" in found.notes[0]
    assert other_machine(HOST, HOST) == ""


def test_the_earlier_run_is_added_to_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "earlier.json"
    path.write_text(json.dumps(earlier(row(1.0))))
    found = beside(run(row(0.8)), read_earlier(path))
    assert [r.group for r in found.comparisons] == ["commands", "earlier"]
    nothing = beside(run(replace(row(0.8), name="other")), read_earlier(path))
    assert "no comparison in common" in nothing.notes[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "no such file"),
        ("{", "can't be read as JSON"),
        ('{"schema": "other/1"}', "no document of schema"),
    ],
)
def test_a_file_that_is_no_earlier_run(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "earlier.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=message):
        read_earlier(path)
