"""`ftmigrate audit` as a user runs it: exit codes, the JSON contract, what a person reads."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ftmigrate.cli.main import main
from ftmigrate.host import environments as host
from ftmigrate.host.environment_records import Record, write_record
from ftmigrate.model.interpreter import Environment, Interpreter
from ftmigrate.model.target import Target

pytestmark = pytest.mark.interpreters


@pytest.fixture
def project(tmp_path: Path, free_threaded_interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One environment on the free-threaded build with one pure module; an index that is down."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\n'
        f'[tool.ftmigrate]\ntargets = ["{free_threaded_interpreter.name}"]\n'
        '[[tool.uv.index]]\nname = "down"\nurl = "http://127.0.0.1:9/simple"\ndefault = true\n'
    )
    path = folder / f".venv-{free_threaded_interpreter.name}"
    host.create(free_threaded_interpreter, path, pip=False)
    target = Target.parse(free_threaded_interpreter.name)
    environment = Environment(target, free_threaded_interpreter, path, host.python_of(path))
    write_record(path, Record(environment, complete=True, fingerprint="", base_stamp=(0, 0)))
    site = next((path / "lib").glob("python*")) / "site-packages"
    info = site / "tiny-1.0.dist-info"
    info.mkdir()
    (site / "tiny.py").write_text("")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
    (info / "WHEEL").write_text("Wheel-Version: 1.0\nTag: py3-none-any\n")
    (info / "RECORD").write_text("tiny.py,,\ntiny-1.0.dist-info/METADATA,,\n")
    return folder


def test_quick_json_has_the_keys_that_scripts_rely_on(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(project), "--quick", "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "ftmigrate.audit/1"
    assert {"verdict", "profile", "packages", "code"} <= document.keys()
    (package,) = document["packages"]
    assert (package["name"], package["version"]) == ("tiny", "1.0")
    (entry,) = package["targets"].values()
    assert {"status", "wheel", "evidence", "gil_on_import", "alternative"} <= entry.keys()
    assert (entry["status"], entry["class"], entry["gil_on_import"]) == ("ready", "pure", False)


def test_a_dependency_that_cannot_be_imported_is_exit_1_with_its_error(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = next(project.glob(".venv-*/lib/python*")) / "site-packages"
    (site / "tiny.py").write_text("import nothing_of_this_name")
    assert main(["audit", str(project), "--quiet"]) == 1
    out = capsys.readouterr().out
    assert "wait (profile local)" in out and "ModuleNotFoundError" in out


def test_the_table_folds_what_is_ready_and_verbose_unfolds_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", str(project), "--quick", "--quiet"])
    brief = capsys.readouterr().out
    main(["audit", str(project), "--quick", "--quiet", "--verbose"])
    whole = capsys.readouterr().out
    assert "Ready on every target (1): tiny" in brief and "proved by import" not in brief
    assert "proved by import" in whole


def test_watch_keeps_and_compares(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["audit", str(project), "--quick", "--quiet", "--watch", str(project / "last.json")]
    assert main(words) == 0
    assert "no earlier audit" in capsys.readouterr().out
    assert main(words) == 0
    assert "Nothing changed" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


def test_bad_input_is_one_sentence(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "mine.json").write_text("{}")
    assert main(["audit", str(project), "--quick", "--watch", str(project / "mine.json")]) == 2
    assert "no audit of ftmigrate" in capsys.readouterr().err
    text = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(text.replace("targets =", 'platforms = ["linux"]\ntargets ='))
    assert main(["audit", str(project), "--quiet"]) == 2
    assert "linux-x86_64" in capsys.readouterr().err


def test_without_environments_quick_has_nothing_to_judge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    assert main(["audit", str(tmp_path), "--quiet", "--quick"]) == 1
    assert "ftmigrate init" in capsys.readouterr().out
    assert main(["audit", str(tmp_path), "--quiet"]) == 0
    assert "no dependencies" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")
def test_ctrl_c_during_an_import_ends_it_at_once_and_leaves_nothing_running(project: Path) -> None:
    begun = project / "begun"
    site = next(project.glob(".venv-*/lib/python*")) / "site-packages"
    (site / "tiny.py").write_text(
        f"import os, time\nopen({str(begun)!r}, 'w').write(str(os.getpid()))\ntime.sleep(300)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "ftmigrate", "audit", str(project), "--quick"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not (begun.exists() and begun.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    child = int(begun.read_text())
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in said
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
