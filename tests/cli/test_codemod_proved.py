"""`ftmigrate codemod --write --prove`: only what 3.14 sees alike before and after is written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ftmigrate
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Interpreter, Resolution
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.environments import sync

ROOT = Path(ftmigrate.__file__).parent.parent
# What other packages have is not looked up: that the name is not there shows only when it runs.
SOURCE = """import string


def f(x: "string.Nothing"): ...


def g(x: "string.Formatter") -> "int": ...
"""
PROVED = SOURCE.replace('"int"', "int").replace('"string.Formatter"', "string.Formatter")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "one"\nversion = "1"\n')
    (tmp_path / "one.py").write_text(SOURCE)
    return tmp_path


def _call(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ftmigrate", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    return subprocess.run(command, cwd=project, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.interpreters
def test_an_annotation_that_would_begin_to_fail_keeps_its_quotes(
    project: Path, gil_interpreter: Interpreter
) -> None:
    sync(project, Resolution(Target.parse("3.14"), gil_interpreter), Configuration(), Silent())

    done = _call(project, "codemod", "--select", "ANN001", "--write", "--prove", "--verbose")

    assert done.returncode == 0, done.stderr
    assert (project / "one.py").read_text() == PROVED
    assert "Taking back 1 annotation that changed a hint:" in done.stderr
    assert "  one.py:4: one.f (x): " in done.stderr and "keep:observed" in done.stdout
    assert json.loads(_call(project, "undo", "--json").stdout)["restored"] == ["one.py"]
    document = json.loads(_call(project, "codemod", "--write", "--prove", "--json").stdout)
    assert [finding["applied"] for finding in document["files"][0]["findings"]] == [False, True, True]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--write", "--prove"), "there is no environment of 3.14"),
        (("--prove",), "--prove goes with --write"),
    ],
)
def test_what_it_needs(project: Path, words: tuple[str, ...], expected: str) -> None:
    done = _call(project, "codemod", *words)

    assert done.returncode == 2
    assert expected in done.stderr
    assert (project / "one.py").read_text() == SOURCE


def test_a_plain_write_of_annotations_says_that_there_is_a_proof(project: Path) -> None:
    written = _call(project, "codemod", "--write", "--allow-dirty")
    again = _call(project, "codemod", "--write", "--allow-dirty")

    assert "`ftmigrate codemod --write --prove` does that" in written.stderr
    assert "--prove" not in again.stderr
