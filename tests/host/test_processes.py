"""Children are bounded in time and output and never outlive us."""

import sys
import time

import pytest

from ftmigrate.host.processes import OUTPUT_LIMIT, clean_environment, run


def test_output_exit_code_and_lines() -> None:
    lines: list[str] = []
    code = "import sys; print('a'); print('b', file=sys.stderr); sys.exit(3)"
    done = run([sys.executable, "-c", code], on_line=lines.append)
    assert (done.exit_code, done.stdout, done.stderr) == (3, "a\n", "b\n")
    assert sorted(lines) == ["a", "b"]
    assert not done.ok


def test_stdin_is_closed_unless_given() -> None:
    read = "import sys; print(repr(sys.stdin.read()))"
    assert run([sys.executable, "-c", read], timeout=20).stdout == "''\n"
    assert run([sys.executable, "-c", read], stdin="hello", timeout=20).stdout == "'hello'\n"


def test_time_limit_ends_the_whole_group() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    started = time.monotonic()
    done = run([sys.executable, "-c", code], timeout=0.5)
    assert done.timed_out and not done.ok
    assert time.monotonic() - started < 15


def test_endless_output_is_cut_from_the_front() -> None:
    done = run([sys.executable, "-c", f"print('x' * {3 * OUTPUT_LIMIT}); print('end')"])
    assert len(done.stdout) == OUTPUT_LIMIT
    assert done.stdout.endswith("end\n")


def test_a_missing_program_is_an_oserror() -> None:
    with pytest.raises(FileNotFoundError):
        run(["no-such-program-anywhere"])


def test_variables_that_change_a_python_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_GIL", "0")
    monkeypatch.setenv("PYTHONHOME", "/x")
    monkeypatch.setenv("KEPT", "1")
    environment = clean_environment({"MORE": "2"})
    assert "PYTHON_GIL" not in environment and "PYTHONHOME" not in environment
    assert environment["KEPT"] == "1" and environment["MORE"] == "2"
