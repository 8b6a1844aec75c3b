"""`ftmigrate codemod --interactive` on a real pseudo-terminal."""

import os
import select
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
# Makes the terminal the command's own, so that a typed Ctrl-C is a signal.
OWN_TERMINAL = """import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])"""
COMMAND = [sys.executable, "-m", "ftmigrate"]


def _converse(project: Path, typed: bytes, *, interrupted_at: bytes = b"") -> tuple[int, str]:
    """The exit status and what was shown; Ctrl-C is typed once `interrupted_at` is seen."""
    (project / "a.py").write_text(SOURCE)
    ours, theirs = pty.openpty()
    command = [*COMMAND, "codemod", "--interactive"]
    with subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL, *command],
        cwd=project,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=ENVIRONMENT,
        start_new_session=True,
    ) as child:
        os.close(theirs)
        os.write(ours, typed)
        shown, interrupting = b"", False
        while True:
            # Between its prompt and its read a program misses a Ctrl-C: people, too, press it again.
            if interrupting and not select.select([ours], [], [], 0.5)[0]:
                os.write(ours, b"\x03")
                continue
            try:
                part = os.read(ours, 4096)
            except OSError:  # Linux: the other side was closed
                break
            if not part:
                break
            shown += part
            if interrupted_at and interrupted_at in shown:
                interrupting, interrupted_at = True, b""
        os.close(ours)
    return child.returncode, shown.decode()


def test_the_accepted_and_the_safe_are_written_and_undone(tmp_path: Path) -> None:
    status, shown = _converse(tmp_path, b"?\nn\ny\ny\n")

    assert status == 0, shown
    assert "leave it and all later" in shown
    assert "(1/2) a.py:6:" in shown and "(2/2) Apply this finding" in shown
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


def test_ctrl_c_at_a_question_writes_nothing(tmp_path: Path) -> None:
    status, shown = _converse(tmp_path, b"y\n", interrupted_at=b"(2/2) Apply")

    assert status == 130, shown
    assert "Traceback" not in shown
    assert (tmp_path / "a.py").read_text() == SOURCE


def test_changes_that_are_not_committed_are_refused_before_any_question(tmp_path: Path) -> None:
    for words in (["init", "-q"], ["add", "."]):
        (tmp_path / "other.py").write_text("x = 1\n")
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    status, shown = _converse(tmp_path, b"y\n")

    assert status == 2, shown
    assert "--allow-dirty" in shown and "Apply this finding" not in shown
