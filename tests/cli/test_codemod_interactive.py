"""`ftmigrate codemod --interactive` on a real pseudo-terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import ftmigrate

pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX")

ROOT = Path(ftmigrate.__file__).parent.parent
SOURCE = """import os
if os.environ.get("X"):
    class A: ...
class B:
    def g(self) -> "B": ...
def f(x: "A"): ...
def h(x: "A"): ...
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
COMMAND = [sys.executable, "-m", "ftmigrate"]


def _converse(project: Path, typed: bytes) -> tuple[int, str]:
    (project / "a.py").write_text(SOURCE)
    ours, theirs = pty.openpty()
    command = [*COMMAND, "codemod", "--interactive"]
    with subprocess.Popen(
        command, cwd=project, stdin=theirs, stdout=theirs, stderr=theirs, env=ENVIRONMENT
    ) as child:
        os.close(theirs)
        os.write(ours, typed)
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # Linux: the other side was closed
                break
            if not part:
                break
            shown += part
        os.close(ours)
    return child.returncode, shown.decode()


def test_the_accepted_and_the_safe_are_written_and_undone(tmp_path: Path) -> None:
    status, shown = _converse(tmp_path, b"?\nn\ny\ny\n")

    assert status == 0, shown
    assert "leave it and all later" in shown
    expected = SOURCE.replace('"B"', "B").replace('h(x: "A")', "h(x: A)")
    assert (tmp_path / "a.py").read_text() == expected
    subprocess.run([*COMMAND, "undo"], cwd=tmp_path, env=ENVIRONMENT, check=True, capture_output=True)
    assert (tmp_path / "a.py").read_text() == SOURCE


def test_end_of_input_writes_nothing(tmp_path: Path) -> None:
    status, shown = _converse(tmp_path, b"y\n\x04")

    assert status != 0, shown
    assert (tmp_path / "a.py").read_text() == SOURCE


def test_a_no_at_the_end_writes_nothing(tmp_path: Path) -> None:
    _converse(tmp_path, b"a\nn\n")

    assert (tmp_path / "a.py").read_text() == SOURCE


def test_without_a_terminal_it_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "codemod", "--interactive"],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=ENVIRONMENT, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "terminal" in done.stderr
    assert "--unsafe-fixes" in done.stderr
