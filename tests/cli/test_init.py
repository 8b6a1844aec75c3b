"""`init` and `env` as users start them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ftmigrate.host.processes import Completed, run
from ftmigrate.model.interpreter import Resolution

pytestmark = [pytest.mark.interpreters, pytest.mark.network]
PROJECTS = Path(__file__).parents[1] / "projects"


def ftmigrate(project: Path, *words: str) -> Completed:
    return run([sys.executable, "-m", "ftmigrate", *words], cwd=project, timeout=300)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, free_threaded_resolution: Resolution) -> Path:
    folder = tmp_path_factory.mktemp("init") / "project"
    shutil.copytree(PROJECTS / "declared_by_pyproject", folder)
    made = ftmigrate(folder, "init", "--allow-stand-in")
    assert made.exit_code == 0, made.tail(40)
    assert "Readiness:" in made.stdout and "Codemod (dry run):" in made.stdout
    if free_threaded_resolution.stand_in:
        assert "stand-in for 3.14t" in made.stdout
    return folder


@pytest.mark.skipif(os.name != "posix", reason="reads the processor time of child processes")
def test_a_second_run_takes_less_than_a_second_of_work(project: Path) -> None:
    """By processor time, which a busy machine does not stretch as it does wall time."""
    started = os.times()
    again = ftmigrate(project, "init")
    ended = os.times()
    assert again.exit_code == 0 and again.stdout.startswith("Nothing to do")
    spent = ended.children_user + ended.children_system
    assert spent - started.children_user - started.children_system < 1.0


def test_one_json_document_and_its_keys(project: Path) -> None:
    answer = ftmigrate(project, "init", "--json")
    document = json.loads(answer.stdout)
    assert document["schema"] == "ftmigrate.init/1"
    assert set(document) == {
        *("schema", "project", "dry_run", "nothing_to_do", "steps", "environments", "unavailable"),
        *("failures", "findings", "notes", "written", "audit", "codemod", "next_steps"),
    }
    assert document["nothing_to_do"] is True
    assert [entry["target"] for entry in document["environments"]] == ["3.14", "3.14t"]
    assert set(document["environments"][0]) == {
        *("target", "label", "path", "python", "version", "free_threaded", "stand_in", "interpreter"),
    }


def test_env_list_path_and_run(project: Path) -> None:
    listed = json.loads(ftmigrate(project, "env", "list", "--json").stdout)
    assert [entry["condition"] for entry in listed["environments"]] == ["current", "current"]
    path = ftmigrate(project, "env", "path", "3.14t").stdout.strip()
    assert path in {entry["path"] for entry in listed["environments"]}
    script = "import sys, declared_one; print(sys.prefix, sys.argv[1:]); sys.exit(7)"
    ran = ftmigrate(project, "env", "run", "3.14t", "--", "python", "-c", script, "--json", "-q")
    assert ran.exit_code == 7
    assert ran.stdout.strip() == f"{path} ['--json', '-q']"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("env", "run", "3.15", "--", "true"), 2, "no environment '3.15'"),
        (("env", "run", "3.14"), 2, "no command to run"),
        (("env", "run", "3.14", "--", "no-such-program"), 4, "'no-such-program' cannot be run"),
        (("env", "path", "py314"), 2, "Did you mean '3.14'?"),
        (("init", "nowhere"), 2, "no such folder"),
    ],
)
def test_a_wrong_word_gets_one_sentence_and_its_code(
    project: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = ftmigrate(project, *words)
    assert (answer.exit_code, answer.stdout) == (code, "")
    assert said in answer.stderr and "Traceback" not in answer.stderr


def test_bad_projects(tmp_path: Path) -> None:
    assert ftmigrate(tmp_path, "init").exit_code == 2
    (tmp_path / "pyproject.toml").write_text("[project]\nname = \n")
    broken = ftmigrate(tmp_path, "init")
    assert broken.exit_code == 2 and "pyproject.toml:2" in broken.stderr
    (tmp_path / "pyproject.toml").write_text("[tool.ftmigrate]\ntarget = []\n")
    unknown = ftmigrate(tmp_path, "env", "sync")
    assert unknown.exit_code == 2 and "Did you mean `targets`?" in unknown.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["pyproject.toml"]


def test_remove_takes_away_only_what_we_made(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "app.py").write_text("")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "pyvenv.cfg").write_text("home = /nowhere\n")
    (folder / "ftmigrate.toml").write_text('targets = ["3.14"]\n')
    assert ftmigrate(folder, "env", "sync").exit_code == 0
    removed = ftmigrate(folder, "env", "remove")
    assert removed.stdout == "removed .venv-3.14\n"
    assert (folder / ".venv" / "pyvenv.cfg").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_both_environments_at_once(tmp_path: Path, free_threaded_resolution: Resolution) -> None:
    backend = (
        "import time\ndef get_requires_for_build_editable(c=None):\n    time.sleep(300)\n    return []\n"
    )
    (tmp_path / "backend.py").write_text(backend)
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "slow"\nversion = "1"\n'
    )
    words = [sys.executable, "-m", "ftmigrate", "init", "--allow-stand-in"]
    process = subprocess.Popen(
        words,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in the background has it ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    limit = time.monotonic() + 60
    while len(list(tmp_path.glob(".venv-*/pyvenv.cfg"))) < 2:
        assert process.poll() is None and time.monotonic() < limit
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130 and "interrupted" in said and "Traceback" not in said
    assert not list(tmp_path.glob(".venv-*"))
    assert "ftmigrate" not in (tmp_path / "pyproject.toml").read_text()
