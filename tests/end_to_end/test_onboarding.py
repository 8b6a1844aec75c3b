"""A new colleague's first minutes: one script, nothing of ours on PATH."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ftmigrate.model.interpreter import Interpreter, Resolution
from ftmigrate.steps.onboard import Options, onboard

CHECKOUT = Path(__file__).parents[2]
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "tiny"
version = "1"

[tool.ftmigrate]
targets = ["3.14", "3.14t"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "a project"
    (folder / "src" / "tiny").mkdir(parents=True)
    (folder / "src" / "tiny" / "__init__.py").write_text("")
    (folder / "pyproject.toml").write_text(PYPROJECT)
    onboard(folder, Options(sets=("onboarding",)))
    return folder


def start(project: Path, source: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run onboard.sh from another folder, with only a Python 3.11+ and the system on PATH."""
    path = f"{Path(sys.executable).resolve().parent}{os.pathsep}/usr/bin{os.pathsep}/bin"
    environment = {**os.environ, "PATH": path, "FTMIGRATE_SOURCE": str(source)}
    return subprocess.run(
        ["sh", project / "onboard.sh", *options],
        cwd=project.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.interpreters
@pytest.mark.network
@pytest.mark.slow
def test_the_script_sets_everything_up_and_then_has_nothing_to_do(
    project: Path, gil_interpreter: Interpreter, free_threaded_resolution: Resolution
) -> None:
    options = ("--allow-stand-in",) if free_threaded_resolution.stand_in else ()
    first = start(project, CHECKOUT, *options)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "3.14 works" in first.stderr
    assert "3.14t works" in first.stderr
    assert (project / ".venv-3.14" / "bin" / "python").exists()

    files = {path: path.stat().st_mtime_ns for path in project.iterdir() if path.is_file()}
    second = start(project, CHECKOUT)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "Nothing to do" in second.stdout
    assert "Making" not in second.stderr
    assert files == {path: path.stat().st_mtime_ns for path in project.iterdir() if path.is_file()}


@pytest.mark.network
@pytest.mark.slow
def test_a_wheel_is_enough_and_is_installed_once(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way over pip, as with the published package; --help ends it before any interpreter."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path), str(CHECKOUT)]
    subprocess.run(words, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    first = start(project, wheel, "--help")
    assert first.stdout.startswith("usage: ftmigrate init")
    assert "environment of its own" in first.stderr

    (complete,) = (tmp_path / "data").rglob("complete")
    program = complete.parent / "bin" / "ftmigrate"
    subprocess.run([program, "onboard", project, "--set", "github-actions"], check=True, capture_output=True)
    assert (
        project / ".github" / "workflows" / "free-threading.yml"
    ).is_file()  # the wheel has hidden folders

    again = start(project, wheel, "--help")
    assert again.stdout == first.stdout
    assert "environment of its own" not in again.stderr


def test_what_cannot_be_installed_is_explained(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    done = start(project, tmp_path / "no-such-0-py3-none-any.whl")
    assert done.returncode == 1
    assert "onboard: error: ftmigrate could not be installed" in done.stderr
    assert "pip config list" in done.stderr
    assert not list((tmp_path / "data").rglob("complete"))
