"""The whole benchmark on real interpreters and a small real project with a process pool."""

import time
from pathlib import Path

import pytest

from ftmigrate.model.configuration import BenchSettings, Configuration
from ftmigrate.model.interpreter import Environment, Interpreter, Resolution
from ftmigrate.model.measuring import Benchmark, Quantity, Speed
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.bench import bench

pytestmark = pytest.mark.interpreters

PROGRAM = """\
import sys
from work import spin

spin(int(sys.argv[1]))
"""
WORK = """\
def spin(count):
    total = 0
    for number in range({factor} * count):
        total = (total * 31 + number) % 65521
    return total
"""


@pytest.fixture
def environments(
    gil_interpreter: Interpreter, free_threaded_resolution: Resolution, tmp_path: Path
) -> list[Environment]:
    """Environments as `env sync` would leave them, with nothing installed."""
    import virtualenv

    found = []
    for text, interpreter, stand_in in (
        ("3.14", gil_interpreter, False),
        ("3.14t", free_threaded_resolution.interpreter, free_threaded_resolution.stand_in),
    ):
        path = tmp_path / "project" / f".venv-{interpreter.name}"
        made = virtualenv.cli_run([str(path), "-p", str(interpreter.path), "--no-pip", "-q"])
        found.append(Environment(Target.parse(text), interpreter, path, Path(made.creator.exe), stand_in))
    return found


def tree(folder: Path, factor: int) -> Path:
    folder.mkdir(parents=True)
    (folder / "program.py").write_text(PROGRAM)
    (folder / "work.py").write_text(WORK.format(factor=factor))
    return folder


def measured(
    tmp_path: Path, environments: list[Environment], factors: tuple[int, int], command: str, budget: float
) -> tuple[Benchmark, float]:
    before, after = tree(tmp_path / "before", factors[0]), tree(tmp_path / "after", factors[1])
    configuration = Configuration(bench=BenchSettings(commands={"spin": command}))
    began = time.monotonic()
    found = bench(before, after, environments, configuration, budget=budget, progress=Silent())
    return found, time.monotonic() - began


def test_a_command_that_does_a_tenth_of_the_work_is_faster_on_both(
    tmp_path: Path, environments: list[Environment]
) -> None:
    found, seconds = measured(tmp_path, environments, (40, 4), "python program.py 10000", 14)
    assert seconds <= 14 * 1.1
    rows = [row for row in found.comparisons if row.group == "commands" and row.judged]
    if not rows:
        assert any(line.startswith("spin on") for line in found.skipped), "neither measured nor listed"
        pytest.skip(f"this machine is too busy for the budget: {found.host['processors_had']} processors had")
    for row in rows:
        assert row.quantity is Quantity.CPU
        assert row.verdict is Speed.FASTER or row.pairs < 10, row
        assert row.ratio < 0.85
    assert not list(tmp_path.rglob("before/**/__pycache__")), "measuring wrote beside the sources"
    labels = {environment.label for environment in environments}
    assert set(found.builds) == labels
    assert {m.target for m in found.measurements} <= labels


def test_the_budget_is_kept_and_what_did_not_fit_is_listed(
    tmp_path: Path, environments: list[Environment]
) -> None:
    found, seconds = measured(tmp_path, environments, (1, 1), "python program.py 30000", 4)
    assert seconds <= 4 * 1.1
    assert found.skipped
    assert all(row.verdict is Speed.INCONCLUSIVE for row in found.comparisons if row.pairs < 10)


def test_a_command_that_fails_is_a_sentence_and_the_rest_is_measured(
    tmp_path: Path, environments: list[Environment]
) -> None:
    found, _ = measured(tmp_path, environments, (1, 1), "python missing.py", 6)
    assert found.failed == ("spin",)
    assert any("exit code 2" in line and "missing.py" in line for line in found.skipped)
    assert found.verdict is Speed.INCONCLUSIVE
    others = [*(row.name for row in found.comparisons), *found.skipped]
    assert any(name.startswith("the same program twice") for name in others), "neither measured nor listed"


def test_a_command_too_slow_for_the_budget_says_so(tmp_path: Path, environments: list[Environment]) -> None:
    found, seconds = measured(tmp_path, environments, (1, 1), "python -c 'import time; time.sleep(60)'", 4)
    assert seconds <= 4 * 1.1
    assert any("too slow for this budget" in line for line in found.skipped)


def test_without_a_tree_before_only_the_interpreters_are_compared(
    tmp_path: Path, environments: list[Environment]
) -> None:
    after = tree(tmp_path / "after", 1)
    configuration = Configuration(bench=BenchSettings(commands={"spin": "python program.py 1000"}))
    found = bench(None, after, environments, configuration, budget=6, progress=Silent())
    assert "no tree from before" in " ".join(found.notes)
    assert not any(row.group == "commands" for row in found.comparisons)
    others = [*(row.name for row in found.comparisons), *found.skipped]
    assert any(name.startswith("the same program twice") for name in others), "neither measured nor listed"
