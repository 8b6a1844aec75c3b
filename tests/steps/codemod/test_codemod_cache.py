"""The cache: nothing is asked twice, and nothing old is ever told."""

from pathlib import Path

import pytest

from ftmigrate.host import codemod_cache
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.progress import Silent
from ftmigrate.steps import codemod, codemod_cached, codemod_pool

USER = b'import shapes\ndef f(x: "shapes.Circle"): ...\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(codemod_cache, "cache_folder", lambda: tmp_path / "cache")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "user.py").write_bytes(USER)
    (folder / "shapes.py").write_bytes(b"class Circle: ...\n")
    (folder / "plain.py").write_bytes(b"x = 1\n")
    return folder


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that the engine was really asked about; the real engine answers."""
    names: list[str] = []
    real = codemod_pool.run_all

    def spy(paths, job, interpreter, done):  # type: ignore[no-untyped-def]
        names.extend(paths)
        return real(paths, job, interpreter, done)

    monkeypatch.setattr(codemod_cached, "run_all", spy)
    return names


def _run(project: Path, unsafe: bool = False) -> dict[str, FileOutcome]:
    result = codemod.run(project, Configuration(), unsafe=unsafe, progress=Silent())
    return {outcome.path: outcome for outcome in result.outcomes}


def test_a_second_run_asks_about_nothing_and_says_the_same(project: Path, asked: list[str]) -> None:
    first = _run(project)
    assert sorted(asked) == ["plain.py", "shapes.py", "user.py"]
    asked.clear()

    assert _run(project) == first
    assert asked == []


def test_a_changed_file_is_asked_about_again(project: Path, asked: list[str]) -> None:
    _run(project)
    asked.clear()
    (project / "plain.py").write_bytes(b'x: "int" = 1\n')

    assert _run(project)["plain.py"].status is FileStatus.CHANGED
    assert asked == ["plain.py"]


def test_a_file_that_an_answer_rests_on_counts(project: Path, asked: list[str]) -> None:
    assert _run(project)["user.py"].status is FileStatus.CHANGED
    asked.clear()
    (project / "shapes.py").write_bytes(b"class Square: ...\n")

    assert _run(project)["user.py"].status is FileStatus.UNCHANGED
    assert sorted(asked) == ["shapes.py", "user.py"]


def test_a_file_that_was_not_there_counts_too(project: Path, asked: list[str]) -> None:
    (project / "shapes.py").unlink()
    assert _run(project)["user.py"].status is FileStatus.CHANGED  # a foreign module is taken at its word
    (project / "shapes.py").write_bytes(b"")

    assert _run(project)["user.py"].status is FileStatus.UNCHANGED


def test_another_question_has_its_own_answers(project: Path, asked: list[str]) -> None:
    _run(project)
    asked.clear()

    _run(project, unsafe=True)

    assert len(asked) == 3


def test_a_broken_cache_is_an_empty_one(project: Path, tmp_path: Path) -> None:
    first = _run(project)
    for file in (tmp_path / "cache").rglob("*.json"):
        file.write_bytes(b"{")

    assert _run(project) == first
