"""The engine in another interpreter: its grammar counts, and a death is one file's fault."""

from pathlib import Path

import pytest

from ftmigrate.host.worker import Worker, WorkerDied
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.model.progress import Silent
from ftmigrate.steps import codemod
from ftmigrate.steps.codemod_interpreter import version

# A t-string (PEP 750) and `except` without parentheses (PEP 758) are new in 3.14.
NEWEST = b'class A:\n    def f(self) -> "A": return t"{self}"\ntry: pass\nexcept OSError, ValueError: pass\n'
MANY = 90


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "newest.py").write_bytes(NEWEST)
    (tmp_path / "bad.py").write_bytes(b'def f(x: "int"): return (\n')
    for number in range(MANY):
        (tmp_path / f"plain{number}.py").write_bytes(b'x: "int" = 1\n')
    return tmp_path


def _run(project: Path, interpreter: Interpreter | None) -> dict[str, FileOutcome]:
    result = codemod.run(
        project, Configuration(), select=["ANN"], interpreter=interpreter, cache=False, progress=Silent()
    )
    return {outcome.path: outcome for outcome in result.outcomes}


@pytest.mark.interpreters
def test_a_file_that_only_3_14_can_parse_is_rewritten_there(
    project: Path, gil_interpreter: Interpreter
) -> None:
    outcomes = _run(project, gil_interpreter)

    assert outcomes["newest.py"].after == NEWEST.decode().replace('"A"', "A", 1)
    assert outcomes["bad.py"].status is FileStatus.FAILED
    assert sum(one.status is FileStatus.CHANGED for one in outcomes.values()) == MANY + 1


@pytest.mark.interpreters
def test_threads_of_a_free_threaded_build_say_the_same(
    project: Path, free_threaded_interpreter: Interpreter
) -> None:
    outcomes = _run(project, free_threaded_interpreter)

    assert sum(one.status is FileStatus.CHANGED for one in outcomes.values()) >= MANY
    if version(free_threaded_interpreter) < (3, 14):
        assert outcomes["newest.py"].status is FileStatus.SKIPPED


def test_without_a_3_14_the_reason_says_so(project: Path) -> None:
    outcome = _run(project, None)["newest.py"]

    assert outcome.status is (FileStatus.SKIPPED if outcome.reason else FileStatus.CHANGED)
    if outcome.reason:
        assert "no 3.14 was there" in outcome.reason


def test_a_worker_that_dies_tells_its_last_words() -> None:
    import sys

    worker = Worker(Path(sys.executable), "ftmigrate.no_such_module")
    try:
        with pytest.raises(WorkerDied, match="no_such_module"):
            worker.ask({})
    finally:
        worker.close()
