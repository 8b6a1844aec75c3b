"""The cache: nothing is asked twice, and nothing old is ever told."""

from pathlib import Path
from typing import Any

import pytest

from ftmigrate.host import codemod_cache
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.progress import Silent
from ftmigrate.renderers.json.codemod import document
from ftmigrate.steps import codemod, codemod_cached, codemod_pool
from ftmigrate.steps.codemod_wire import with_texts

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
    result = codemod.run(project, Configuration(), unsafe=unsafe, shown=True, progress=Silent())
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


def test_an_answer_taken_from_the_cache_still_rests_on_what_it_did(project: Path, asked: list[str]) -> None:
    (project / "shapes.py").write_bytes(b"class Square: ...\n")
    assert _run(project)["user.py"].status is FileStatus.UNCHANGED
    (project / "plain.py").write_bytes(b"x = 2\n")
    _run(project)  # keeps the old answer about user.py once more
    (project / "shapes.py").write_bytes(b"class Circle: ...\n")

    assert _run(project)["user.py"].status is FileStatus.CHANGED


def test_what_is_shown_from_the_cache_is_what_was_shown_first(project: Path, asked: list[str]) -> None:
    def shown(cache: bool) -> tuple[list[tuple[str, str]], dict[str, Any]]:
        result = codemod.run(project, Configuration(), cache=cache, shown=True, progress=Silent())
        return list(result.diffs()), document(result.outcomes, 0.0)

    (project / "mark.py").write_bytes(b'\xef\xbb\xbfx: "int" = 1\r\ny = "\xc3\xa9"\x0c')
    (project / "bad.py").write_bytes(b'x: "\xff"')
    first, without = shown(True), shown(False)
    asked.clear()
    assert shown(True) == first == without
    assert asked == ["bad.py"]  # it may have been the machine's fault
    full = codemod.run(project, Configuration(), progress=Silent())
    assert list(full.diffs()) == first[0]
    assert len(first[0]) == 2


def test_what_is_to_be_written_is_compiled_though_it_was_shown(project: Path, asked: list[str]) -> None:
    (project / "plain.py").write_bytes(b'x: "int" = 1\nreturn x\n')  # parses, and does not compile
    assert _run(project)["plain.py"].status is FileStatus.CHANGED
    asked.clear()

    result = codemod.run(project, Configuration(), write=True, allow_dirty=True, progress=Silent())

    assert sorted(asked) == ["plain.py", "user.py"]  # what stays as it is was told by the cache
    outcome = next(one for one in result.outcomes if one.path == "plain.py")
    assert outcome.status is FileStatus.FAILED
    assert "does not compile: 'return' outside function" in outcome.reason
    assert (project / "user.py").read_bytes() == USER.replace(b'"', b"")


def test_a_text_is_not_made_of_a_file_that_is_another_by_now(project: Path) -> None:
    result = codemod.run(project, Configuration(), shown=True, progress=Silent())
    (outcome,) = (one for one in result.outcomes if one.status is FileStatus.CHANGED)
    assert with_texts(project, outcome).after == USER.decode().replace('"', "")
    (project / "user.py").write_bytes(USER + b"\n")

    with pytest.raises(UsageError, match="changed while"):
        with_texts(project, outcome)


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
