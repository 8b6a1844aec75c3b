"""The whole benchmark on real interpreters and a small real project with a process pool."""

import os
import time
from pathlib import Path
from statistics import median

import pytest

from ftmigrate.bench.kernels import KERNELS
from ftmigrate.bench.windows import scaling_values, wall_values
from ftmigrate.host.measuring import SampleFailed
from ftmigrate.model.configuration import BenchSettings, Configuration
from ftmigrate.model.interpreter import Environment, Interpreter, Jit, Resolution
from ftmigrate.model.measuring import Benchmark, Quantity, Speed
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.bench import bench
from ftmigrate.steps.bench_series import kernel_sample

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
    found, seconds = measured(tmp_path, environments, (120, 12), "python program.py 10000", 14)
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
    assert any(name.startswith(("the same program twice", "kernels on")) for name in others), (
        "neither measured nor listed"
    )


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
    assert any(name.startswith(("the same program twice", "kernels on")) for name in others), (
        "neither measured nor listed"
    )


def test_subinterpreters_run_a_kernel_each_at_the_same_time(environments: list[Environment]) -> None:
    gil = environments[0]
    sample = kernel_sample(gil, KERNELS[0], 60, mode="interpreters", workers=2)
    starts = [rows[0].start for rows in sample.workers]
    ends = [rows[-1].end for rows in sample.workers]
    assert len(starts) == 2 and max(starts) < min(ends), "one ran after the other"


def test_a_setting_is_checked_in_the_measured_process(environments: list[Environment]) -> None:
    gil, free = environments
    assert kernel_sample(free, KERNELS[0], 60, variables={"PYTHON_GIL": "1"}).gil_enabled
    assert not kernel_sample(free, KERNELS[0], 60).gil_enabled
    if gil.interpreter.jit is not Jit.NONE:
        assert kernel_sample(gil, KERNELS[0], 60, variables={"PYTHON_JIT": "1"}).jit_enabled
    with pytest.raises(SampleFailed, match="had the JIT off"):
        kernel_sample(free, KERNELS[0], 60, variables={"PYTHON_JIT": "1"})


def test_sharing_one_object_costs_more_than_copies_where_it_can_be_seen(
    environments: list[Environment],
) -> None:
    """Reference counts of one object, counted by two threads at once: at least half as much again."""
    shared = next(kernel for kernel in KERNELS if kernel.name == "shared_attribute")
    costs: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(12):
        for sharing, found in costs.items():
            sample = kernel_sample(environments[1], shared, 60, mode="threads", workers=2, shared=sharing)
            found += [v for k, v in scaling_values(sample).items() if k is Quantity.CPU_COST]
    if min(len(found) for found in costs.values()) < 3:
        pytest.skip("the two threads hardly ever ran at the same time on this machine")
    assert median(costs[True]) > 1.5 * median(costs[False])


SHARED = """\
QUIET = {"a": 1}


class Settings:
    def __init__(self):
        self.value = ["not immortal"]


SETTINGS = Settings()


def read():
    settings = SETTINGS
    for _ in range(2000):
        settings.value
    return QUIET
"""


def test_what_a_function_of_the_project_contends_for_is_named_with_its_line(
    tmp_path: Path, environments: list[Environment]
) -> None:
    """Two threads read one attribute; a private copy of the object that has it ends the contention."""
    after = tmp_path / "after"
    after.mkdir()
    (after / "work.py").write_text(SHARED)
    said = _said_of_sharing(after, environments)
    if said and "work.SETTINGS (Settings, work.py:9)" not in said:
        said = _said_of_sharing(after, environments)  # another program may have been in the way once
    if not said:
        pytest.skip("the two threads hardly ever ran at the same time on this machine")
    assert "work.SETTINGS (Settings, work.py:9)" in said, said
    assert "contention on work.QUIET" not in said


def _said_of_sharing(after: Path, environments: list[Environment]) -> str:
    """What is said of `work:read`; nothing where no contention could be seen."""
    configuration = Configuration(bench=BenchSettings(commands={"read": "work:read"}))
    began = time.monotonic()
    found = bench(None, after, environments, configuration, budget=60, only=["sharing"], progress=Silent())
    assert time.monotonic() - began <= 60 * 1.1
    rows = [row for row in found.comparisons if "work:read" in row.name]
    said = " ".join([*found.notes, *found.skipped, *(note for row in rows for note in row.notes)])
    if any("modules of its own" in row.name and row.low > 1.5 for row in rows):
        return said
    assert "observable" in said or "no time is left" in said or "contention" in said, said
    return ""


def test_what_a_pool_and_a_start_cost_is_measured_by_wall_time(environments: list[Environment]) -> None:
    costs = {}
    for kernel in (kernel for kernel in KERNELS if kernel.wall):
        sample = kernel_sample(environments[0], kernel, 60)
        costs[kernel.name] = wall_values(sample)[Quantity.WALL]
    assert costs["pool_start_threads"] < costs["pool_start_processes"]
    assert costs["start_up"] > 1e6, "nanoseconds"


def test_each_bad_command_gets_its_sentence_and_costs_the_run_little(
    tmp_path: Path, environments: list[Environment]
) -> None:
    before, after = tree(tmp_path / "before", 1), tree(tmp_path / "after", 1)
    commands = {
        "waits": "python -c 'input()'",
        "endless": "python -c 'while True: print(1)'",
        "missing": "no-such-program --x",
        "nothing": "work:nothing_here",
    }
    configuration = Configuration(bench=BenchSettings(commands=commands))
    began = time.monotonic()
    found = bench(before, after, environments, configuration, budget=12, only=["commands"], progress=Silent())
    assert time.monotonic() - began <= 12 * 1.1
    said = "\n".join(found.skipped)
    assert "EOFError" in said and "too slow for this budget" in said
    assert "could not be started" in said and "nothing_here" in said
    assert set(found.failed) == {"waits", "missing", "nothing"}
    assert "(before)" not in said, "nothing to compare with what does not run afterwards"
    slow = [line for line in found.skipped if line.startswith("endless")]
    assert len([line for line in slow if "did not end" in line]) == 1, "waited for once only"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs Linux")
def test_on_one_processor_there_is_no_scaling_and_that_is_said(
    tmp_path: Path, environments: list[Environment]
) -> None:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        found = bench(
            None, tree(tmp_path / "after", 1), environments, Configuration(), budget=6, only=["scaling"],
            progress=Silent(),
        )  # fmt: skip
    finally:
        os.sched_setaffinity(0, allowed)
    assert found.host["processors"] == 1
    assert any("one processor only" in line for line in found.skipped), found.skipped
    assert not any(row.group == "scaling" for row in found.comparisons)


def test_without_a_command_the_import_of_what_changed_is_measured_and_never_decides(
    tmp_path: Path, environments: list[Environment]
) -> None:
    before, after = tree(tmp_path / "before", 1), tree(tmp_path / "after", 2)
    (after / "program.py").unlink()
    (before / "program.py").unlink()
    found = bench(
        before, after, environments, Configuration(), budget=10, only=["commands"], progress=Silent()
    )
    names = [*(row.name for row in found.comparisons), *found.skipped]
    assert any("import of what was migrated" in name for name in names), names
    assert not any(row.group == "commands" for row in found.comparisons)
    assert found.verdict is Speed.INCONCLUSIVE and not found.failed
    assert any("no command of the project is configured" in note for note in found.notes)
