"""The engine in copies of this process: each file once, the same answers, and a death is one file's fault."""

import faulthandler
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import pytest

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project
from ftmigrate.host.forks import can_fork
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileStatus, Finding
from ftmigrate.rules.registry import RULES
from ftmigrate.rules.rule import Rule
from ftmigrate.steps.codemod_file import Job, answer
from ftmigrate.steps.codemod_forks import Shares, run_forked
from ftmigrate.steps.codemod_wire import Record, outcome_of, to_record

NUMBER = 450


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    for number in range(NUMBER):
        text = 'def f(x: "int"): ...\n' if number % 3 == 0 else "def f(x: int): ...\n"
        (tmp_path / f"file{number:03}.py").write_text(text)
    (tmp_path / "file007.py").write_bytes(b'x: "\xff"')
    return sorted(path.name for path in tmp_path.glob("*.py"))


def _job(project: Path, *rules: Rule) -> Job:
    return Job(project, rules or RULES[:1], CodemodSettings())


@pytest.mark.skipif(not can_fork(), reason="this process may not be copied here")
def test_copies_say_what_this_process_says(tmp_path: Path, paths: list[str]) -> None:
    job, heard = _job(tmp_path), list[int]()
    found = run_forked(paths, job, 3, heard.append)

    project = job.fresh_project()
    here = {path: to_record(answer(path, job, project)) for path in paths}
    assert {path: found.get(path, Record(path)) for path in paths} == here
    assert sum(heard) == NUMBER


class _Deadly:
    code, name, summary, default = "ANN999", "deadly", "kills the process that looks at one file", True

    def wants(self, data: bytes) -> bool:
        return True

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        if module.path == "file100.py":
            faulthandler.disable()  # pytest's would tell the death at length
            os.kill(os.getpid(), signal.SIGSEGV)
        return ()


@pytest.mark.skipif(not can_fork(), reason="this process may not be copied here")
def test_a_death_is_the_fault_of_one_file(tmp_path: Path, paths: list[str]) -> None:
    heard = list[int]()
    found = run_forked(paths, _job(tmp_path, *RULES[:1], _Deadly()), 2, heard.append)

    assert found["file100.py"].status == FileStatus.FAILED
    assert "SIGSEGV" in outcome_of(found["file100.py"]).reason
    assert sum(one.status == FileStatus.CHANGED for one in found.values()) == NUMBER // 3
    assert sum(heard) == NUMBER


@pytest.mark.parametrize("count", [1, 2, 5])
def test_each_file_is_given_out_once_and_to_neighbours(count: int) -> None:
    paths = [f"{number:04}" for number in range(1000)]
    shares, given = Shares(paths, count), list[str]()
    while batch := shares.take(0):  # the others are slow: the first does it all
        assert list(batch) == sorted(batch)
        given += batch
    assert sorted(given) == paths
    assert all(not shares.take(number) for number in range(count))


def test_what_is_to_be_asked_again_comes_one_by_one() -> None:
    shares = Shares(["a", "b"], 1)
    shares.again(shares.take(0))

    assert sorted([*shares.take(0), *shares.take(0)]) == ["a", "b"]
    assert not shares.take(0)
