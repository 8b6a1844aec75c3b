"""`ftmigrate codemod`, `rules`, `explain` and `undo` as scripts see them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ftmigrate

BEFORE = 'class A:\n    def f(self, x: "A") -> "Nowhere": ...\n'
AFTER = 'class A:\n    def f(self, x: A) -> "Nowhere": ...\n'
ROOT = Path(ftmigrate.__file__).parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(BEFORE)
    (tmp_path / "b.py").write_text("x = 1\n")
    return tmp_path


def _call(project: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ftmigrate", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        command, cwd=project, input=stdin, capture_output=True, text=True, env=environment, check=False
    )


def test_the_diff_is_all_there_is_on_stdout(project: Path) -> None:
    done = _call(project, "codemod")

    assert done.returncode == 0
    assert done.stdout.startswith("--- a/a.py\n+++ b/a.py\n@@")
    assert (project / "a.py").read_text() == BEFORE


def test_check_tells_by_its_exit_status(project: Path) -> None:
    assert _call(project, "codemod", "--check").returncode == 1
    assert _call(project, "codemod", "--check", "b.py").returncode == 0
    assert _call(project, "codemod", "--check", "--ignore", "ANN001").returncode == 0


def test_write_and_undo(project: Path) -> None:
    assert _call(project, "codemod", "--write").returncode == 0
    assert (project / "a.py").read_text() == AFTER
    assert json.loads(_call(project, "undo", "--json").stdout)["restored"] == ["a.py"]
    assert (project / "a.py").read_text() == BEFORE


@pytest.mark.parametrize(
    ("requires", "told"),
    [(">=3.10", True), (">=3.13.1", True), (">=3.14", False), ("~=3.14", False), ("", False), ("odd", False)],
)
def test_a_promise_of_older_pythons_is_told(project: Path, requires: str, told: bool) -> None:
    line = f'requires-python = "{requires}"\n' if requires else ""
    (project / "pyproject.toml").write_text(f'[project]\nname = "a"\nversion = "1"\n{line}')
    assert ("promises Pythons before 3.14" in _call(project, "codemod").stderr) is told
    assert "promises" not in _call(project, "codemod", "b.py").stderr
    assert "promises" not in _call(project, "codemod", "--quiet").stderr


@pytest.mark.parametrize("requirements", ["", "-r missing.txt\n"])
def test_unreadable_dependencies_stop_no_codemod(tmp_path: Path, requirements: str) -> None:
    """A folder of unpacked packages declares none; requirements.txt may name a file that is not there."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.py").write_text(BEFORE)
    if requirements:
        (tmp_path / "requirements.txt").write_text(requirements)

    done = _call(tmp_path, "codemod", "--write")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "one" / "a.py").read_text() == AFTER


def test_json_has_the_contracts_keys(project: Path) -> None:
    document = json.loads(_call(project, "codemod", "--json").stdout)

    assert document["schema"] == "ftmigrate.codemod/1"
    assert set(document["summary"]) == {
        "files", "changed", "skipped", "failed", "findings", "applied", "seconds",
    }  # fmt: skip
    (changed,) = [file for file in document["files"] if file["status"] == "changed"]
    first, second = changed["findings"]
    assert set(first) == {
        "rule", "line", "column", "end_line", "end_column", "verdict", "message", "reasons", "applied",
    }  # fmt: skip
    assert (first["line"], first["column"], first["end_column"], first["applied"]) == (2, 19, 22, True)
    assert (second["verdict"], second["applied"]) == ("unsafe", False)
    assert second["reasons"][0]["code"] == "keep:undefined"


def test_a_failed_file_is_listed_and_makes_the_exit_status_one(project: Path) -> None:
    (project / "bad.py").write_bytes(b'x: "int" = "\xff"\n')

    done = _call(project, "codemod", "--write")

    assert done.returncode == 1
    assert "failed: bad.py" in done.stderr
    assert (project / "a.py").read_text() == AFTER


def test_stdin_comes_out_rewritten(project: Path) -> None:
    done = _call(project, "codemod", "--stdin-filename", "new.py", stdin=BEFORE)

    assert (done.returncode, done.stdout) == (0, AFTER)
    assert not (project / "new.py").exists()


def test_output_formats(project: Path) -> None:
    sarif = json.loads(_call(project, "codemod", "--output-format", "sarif").stdout)
    github = _call(project, "codemod", "--output-format", "github").stdout

    assert sarif["runs"][0]["results"][0]["ruleId"] == "ANN001"
    assert github.startswith("::warning file=a.py,line=2,")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("codemod", "nowhere.py"), "no such file"),
        (("codemod", ".."), "outside the project"),
        (("codemod", "--select", "ANN999"), "no rule 'ANN999'"),
        (("explain", "ANN999"), "no rule 'ANN999'"),
    ],
)
def test_mistakes_get_one_sentence(project: Path, words: tuple[str, ...], expected: str) -> None:
    done = _call(project, *words)

    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_rules_are_listed_and_explained(project: Path) -> None:
    listed = json.loads(_call(project, "rules", "--json").stdout)["rules"]

    assert "ANN001" in {rule["code"] for rule in listed}
    assert _call(project, "explain", "ann001").stdout.startswith("# ANN001 quoted-annotation\n")
