"""The frame of every command: options, exit codes, and one shape for errors."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from ftmigrate.cli import commands, main
from ftmigrate.model.errors import DownloadFailed, ExitCode, InterpreterUnavailable, UsageError


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    def run(*_: object) -> ExitCode:
        raise error

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    module = commands.Command("report", "report", "x").load()
    monkeypatch.setattr(module, "run", run)
    return main.main(["report"])


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (
            UsageError("bad thing.", where="a.toml:3", hint="Do this."),
            2,
            "a.toml:3: bad thing.\n  Do this.\n",
        ),
        (InterpreterUnavailable("no 3.14t."), 3, "error: no 3.14t.\n"),
        (DownloadFailed("sha256 differs."), 5, "error: sha256 differs.\n"),
        (OSError(errno.ENOSPC, "No space left", "/x/y"), 4, "/x/y: there is no space left on the disk.\n"),
        (PermissionError(errno.EACCES, "denied", "/x/y"), 4, "/x/y: permission denied.\n"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_known_failures(
    error: BaseException,
    code: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert fail_with(error, monkeypatch, tmp_path) == code
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""


def test_a_bug_leaves_an_issue_text(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail_with(ZeroDivisionError("seven"), monkeypatch, tmp_path) == ExitCode.BUG
    (log,) = tmp_path.rglob("bug-*.txt")
    assert "ZeroDivisionError: seven" in log.read_text()
    assert str(log) in capsys.readouterr().err


def test_global_options_go_before_and_after_the_command(tmp_path: Path) -> None:
    for words in (["--directory", str(tmp_path), "report"], ["report", "--directory", str(tmp_path)]):
        assert main.main(words) == ExitCode.USAGE  # there is no report there, and it says so
    assert main.main(["report", "--directory", str(tmp_path / "absent")]) == ExitCode.USAGE


def test_every_command_loads_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in commands.COMMANDS:
        with pytest.raises(SystemExit) as stop:
            main.main([command.name, "--help"])
        assert stop.value.code == 0
        assert "--json" in capsys.readouterr().out


def test_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m ftmigrate --help | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("usage:")
    assert done.stderr == ""
