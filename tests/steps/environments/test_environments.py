"""Environments on real interpreters, filled from the user's own package index."""

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ftmigrate.host import environments
from ftmigrate.host.environment_records import RECORD, read_record, stamp, write_record
from ftmigrate.host.environments import Mismatch, check, installed_distributions
from ftmigrate.host.installers import Installer
from ftmigrate.host.processes import run
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.environment_state import Condition
from ftmigrate.model.errors import ProjectCommandFailed, UsageError
from ftmigrate.model.interpreter import Interpreter, Resolution
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps import environment_building
from ftmigrate.steps.environments import is_current, load, orphaned, remove, states, sync

pytestmark = [pytest.mark.interpreters, pytest.mark.network]
PROJECTS = Path(__file__).parents[2] / "projects"
CONFIGURATION = Configuration(stand_in="3.13t")


@pytest.fixture
def gil(gil_interpreter: Interpreter) -> Resolution:
    return Resolution(Target.parse("3.14"), gil_interpreter)


def copied(tmp_path: Path, name: str) -> Path:
    return Path(shutil.copytree(PROJECTS / name, tmp_path / name))


def installed(folder: Path) -> dict[str, str]:
    return {d.metadata["Name"].lower(): d.version for d in installed_distributions(folder)}


PIP_WORDS = {
    "declared_by_pyproject": ("-e", ".[test]", "--group", "test"),
    "declared_by_requirements": ("-r", "requirements.txt", "-r", "requirements-test.txt"),
    "declared_by_setup": ("-e", ".[tests]"),
    "declared_without_build_system": ("iniconfig", "--group", "dev"),
}
PIP_DRY_RUN = (
    *(sys.executable, "-m", "pip"),
    *("install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"),
)


@pytest.mark.parametrize("name", PIP_WORDS)
def test_the_installed_set_is_pips_own(tmp_path: Path, name: str, gil: Resolution) -> None:
    project = copied(tmp_path, name)
    environment = sync(project, gil, CONFIGURATION, Silent())
    report = run(
        [*PIP_DRY_RUN[:3], "--python", environment.python, *PIP_DRY_RUN[3:], *PIP_WORDS[name]],
        cwd=project,
        timeout=120,
    )
    assert report.ok, report.tail()
    wanted = {
        item["metadata"]["name"].lower(): item["metadata"]["version"]
        for item in json.loads(report.stdout)["install"]
    }
    assert installed(environment.path) == wanted


def test_both_builds_side_by_side(
    tmp_path: Path, gil: Resolution, free_threaded_resolution: Resolution
) -> None:
    project = copied(tmp_path, "declared_by_pyproject")
    for resolution in (gil, free_threaded_resolution):
        environment = sync(project, resolution, CONFIGURATION, Silent())
        script = "import sysconfig, declared_one; print(sysconfig.get_config_var('Py_GIL_DISABLED') or 0)"
        answer = run([environment.python, "-c", script])
        assert answer.stdout.strip() == str(int(resolution.interpreter.free_threaded))
        assert (environment.path / ".gitignore").read_text().splitlines()[-1] == "*"
    found = load(project, CONFIGURATION)
    assert [e.target.name for e in found] == ["3.14", "3.14t"]
    assert all(is_current(project, e, CONFIGURATION) for e in found)
    if free_threaded_resolution.stand_in:
        assert found[1].path.name == ".venv-3.13t"
        assert load(project, Configuration()) == found[:1], "a stand-in counts only while it is configured"
    assert remove(project, CONFIGURATION, Silent()) == tuple(sorted(e.path for e in found))
    assert not list(project.glob(".venv*"))


def test_a_current_environment_is_not_made_again_and_a_stale_one_is(tmp_path: Path, gil: Resolution) -> None:
    project = copied(tmp_path, "declared_without_build_system")
    first = sync(project, gil, CONFIGURATION, Silent())
    inode = first.path.stat().st_ino
    assert sync(project, gil, CONFIGURATION, Silent()) == first
    assert first.path.stat().st_ino == inode
    declaration = project / "pyproject.toml"
    declaration.write_text(declaration.read_text().replace('["attrs"]', '["pluggy"]'))
    assert not is_current(project, first, CONFIGURATION)
    again = sync(project, gil, CONFIGURATION, Silent())
    assert set(installed(again.path)) == {"iniconfig", "pluggy"}
    assert not list((project / ".ftmigrate" / "set-aside").iterdir())


def test_a_failed_installation_leaves_what_was_there(tmp_path: Path, gil: Resolution) -> None:
    project = copied(tmp_path, "declared_without_build_system")
    first = sync(project, gil, CONFIGURATION, Silent())
    declaration = project / "pyproject.toml"
    declaration.write_text(declaration.read_text().replace('"iniconfig"', '"no-such-distribution-at-all"'))
    with pytest.raises(ProjectCommandFailed) as caught:
        sync(project, gil, CONFIGURATION, Silent())
    assert "no-such-distribution-at-all" in caught.value.hint
    assert caught.value.exit_code == 4
    assert load(project, CONFIGURATION) == (first,)
    assert "attrs" in installed(first.path)
    assert not list((project / ".ftmigrate" / "set-aside").iterdir())


def test_a_guessed_group_that_cannot_be_installed_is_left_out_and_named(
    tmp_path: Path, gil: Resolution
) -> None:
    project = copied(tmp_path, "declared_without_build_system")
    declaration = project / "pyproject.toml"
    declaration.write_text(
        declaration.read_text().replace('["attrs"]', '["attrs", "no-such-distribution-at-all"]')
    )
    environment = sync(project, gil, CONFIGURATION, Silent())
    assert set(installed(environment.path)) == {"attrs", "iniconfig"}
    record = read_record(environment.path)
    assert record is not None and any("no-such-distribution-at-all" in note for note in record.notes)
    with pytest.raises(ProjectCommandFailed):  # asked for by name, it must be there
        sync(project, gil, Configuration(groups=("dev",)), Silent())


def test_pytest_is_added_where_the_tests_use_it(tmp_path: Path, gil: Resolution) -> None:
    project = copied(tmp_path, "declared_without_build_system")
    (project / "tests").mkdir()
    (project / "tests" / "test_it.py").write_text("import pytest\n")
    environment = sync(project, gil, CONFIGURATION, Silent())
    assert "pytest" in installed(environment.path)


def test_an_environment_that_is_asked_while_it_is_written_is_asked_again(
    tmp_path: Path, gil: Resolution, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [Mismatch("its interpreter belongs to another.")]
    monkeypatch.setattr(environments, "check", lambda *asked: answers.pop() if answers else check(*asked))

    sync(copied(tmp_path, "declared_with_cap"), gil, CONFIGURATION, Silent())

    assert not answers


def test_a_cap_is_ignored_and_said(tmp_path: Path, gil: Resolution) -> None:
    project = copied(tmp_path, "declared_with_cap")
    environment = sync(project, gil, CONFIGURATION, Silent())
    assert {"declared-capped", "iniconfig", "pluggy"} <= set(installed(environment.path))
    assert "tomli" not in installed(environment.path), "its marker excludes this version"
    record = read_record(environment.path)
    assert record is not None and "'>=3.9,<3.13' excludes" in record.notes[0]


def test_requirements_count_where_the_metadata_names_nothing(tmp_path: Path, gil: Resolution) -> None:
    (tmp_path / "setup.py").write_text("from setuptools import setup; setup(name='bare', py_modules=[])")
    (tmp_path / "requirements.txt").write_text("iniconfig\n")
    assert set(installed(sync(tmp_path, gil, CONFIGURATION, Silent()).path)) == {"bare", "iniconfig"}


def test_what_is_not_ours_is_replaced_only_with_consent(tmp_path: Path, gil: Resolution) -> None:
    (tmp_path / "app.py").write_text("")
    folder = tmp_path / ".venv-3.14"
    subprocess.run([sys.executable, "-m", "virtualenv", "-q", "--no-seed", folder], check=True)
    (folder / "mine").write_text("kept")
    with pytest.raises(UsageError, match="is there already") as caught:
        sync(tmp_path, gil, CONFIGURATION, Silent())
    assert "--yes" in caught.value.hint and (folder / "mine").exists()
    questions: list[str] = []

    def agree(question: str) -> bool:
        questions.append(question)
        return True

    sync(tmp_path, gil, CONFIGURATION, Silent(), consent=agree)
    assert len(questions) == 1 and "not 3.14" in questions[0]
    assert not (folder / "mine").exists()


def test_one_that_another_version_made_is_made_anew(tmp_path: Path, gil: Resolution) -> None:
    (tmp_path / "app.py").write_text("")
    made = sync(tmp_path, gil, CONFIGURATION, Silent())
    (made.path / RECORD).write_text('{"record": 0}')
    assert load(tmp_path, CONFIGURATION) == ()
    assert sync(tmp_path, gil, CONFIGURATION, Silent()) == made
    assert load(tmp_path, CONFIGURATION) == (made,)


@pytest.mark.parametrize("damage", ["hybrid", "dangling", "upgraded"])
def test_a_damaged_one_is_recognised_and_repaired_with_consent(
    tmp_path: Path, gil: Resolution, free_threaded_resolution: Resolution, damage: str
) -> None:
    (tmp_path / "app.py").write_text("")
    made = sync(tmp_path, gil, CONFIGURATION, Silent())
    if damage == "hybrid":
        other = free_threaded_resolution.interpreter.path
        assert run([other, "-m", "venv", "--without-pip", made.path]).ok, "venv itself does not mind"
    else:
        base = Path(shutil.copy2(gil.interpreter.base, tmp_path / "base"))
        record = read_record(made.path)
        assert record is not None
        interpreter = dataclasses.replace(gil.interpreter, base=base)
        write_record(
            made.path,
            dataclasses.replace(
                record, environment=dataclasses.replace(made, interpreter=interpreter), base_stamp=stamp(base)
            ),
        )
        assert is_current(tmp_path, load(tmp_path, CONFIGURATION)[0], CONFIGURATION)
        os.utime(base, (1, 1)) if damage == "upgraded" else base.unlink()
    assert not is_current(tmp_path, load(tmp_path, CONFIGURATION)[0], CONFIGURATION)
    assert bool(orphaned(tmp_path, CONFIGURATION)) == (damage == "dangling")
    condition = {"hybrid": "changed"}.get(damage, damage)
    assert [state.condition for state in states(tmp_path, CONFIGURATION)] == [condition]
    with pytest.raises(UsageError, match="is there already"):
        sync(tmp_path, gil, CONFIGURATION, Silent())
    again = sync(tmp_path, gil, CONFIGURATION, Silent(), consent=lambda _: True)
    assert is_current(tmp_path, again, CONFIGURATION)
    assert check(again.path, gil.interpreter) is None


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_something_else_in_the_way_is_never_touched(tmp_path: Path, gil: Resolution, kind: str) -> None:
    (tmp_path / "app.py").write_text("")
    place = tmp_path / ".venv-3.14"
    if kind == "file":
        place.write_text("mine")
    elif kind == "link":
        place.symlink_to(tmp_path / "elsewhere")
    else:
        place.mkdir()
        (place / "mine").write_text("")
    with pytest.raises(UsageError, match="in the way"):
        sync(tmp_path, gil, CONFIGURATION, Silent(), consent=lambda _: True)
    assert place.is_symlink() or place.exists()


SYNC = """
import sys
from pathlib import Path
from ftmigrate.host.environment_records import read_record
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Resolution
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.environments import sync
from ftmigrate.steps.interpreters import find
target = Target.parse("3.14")
interpreter = find(target, Configuration(), Silent())
assert interpreter is not None
print(sync(Path(sys.argv[1]), Resolution(target, interpreter), Configuration(), Silent()).path)
"""


@pytest.fixture
def slow_project(tmp_path: Path) -> Iterator[Path]:
    """A project whose installation waits for minutes in its build backend."""
    backend = (
        "import time\ndef get_requires_for_build_editable(c=None):\n    time.sleep(300)\n    return []\n"
    )
    (tmp_path / "backend.py").write_text(backend)
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "slow"\nversion = "1"\n'
    )
    yield tmp_path


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(project: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SYNC, str(project)],
        stdout=subprocess.PIPE,
        # A shell that runs the tests in the background has it ignored, and children inherit that.
        preexec_fn=None if sys.platform == "win32" else _heed_interrupts,
    )


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 60
    while not path.exists():
        assert process.poll() is None and time.monotonic() < limit
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_ended_in_the_middle_is_completed_by_the_next(
    slow_project: Path, gil: Resolution, number: int
) -> None:
    process = start(slow_project)
    wait_for(slow_project / ".venv-3.14" / "pyvenv.cfg", process)
    os.kill(process.pid, number)
    process.communicate(timeout=30)
    assert load(slow_project, CONFIGURATION) == ()
    if number == signal.SIGINT:
        assert not (slow_project / ".venv-3.14").exists()
    (slow_project / "pyproject.toml").write_text('[project]\nname = "slow"\nversion = "1"\n')
    environment = sync(slow_project, gil, CONFIGURATION, Silent())
    assert load(slow_project, CONFIGURATION) == (environment,)
    left = {path.name for path in (slow_project / ".ftmigrate").rglob("*") if path.is_file()}
    assert left <= {".gitignore", ".venv-3.14.lock"}
    assert [path.name for path in slow_project.glob(".venv*")] == [".venv-3.14"]


def test_of_two_at_once_one_waits_and_both_are_right(tmp_path: Path, gil: Resolution) -> None:
    project = copied(tmp_path, "declared_without_build_system")
    processes = [start(project), start(project)]
    answers = [process.communicate(timeout=120)[0].decode().strip() for process in processes]
    assert answers == [str(project / ".venv-3.14")] * 2
    record = json.loads((project / ".venv-3.14" / RECORD).read_bytes())
    assert record["complete"] is True


@pytest.mark.parametrize("name", ["declared_by_pyproject", "declared_by_requirements"])
def test_pip_installs_the_same_where_there_is_no_uv(
    tmp_path: Path, gil: Resolution, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_uv = installed(sync(copied(tmp_path, name), gil, CONFIGURATION, Silent()).path)
    monkeypatch.setattr(environment_building, "find_installer", lambda: Installer("pip"))
    environment = sync(copied(tmp_path / "pip", name), gil, CONFIGURATION, Silent())
    with_pip = installed(environment.path)
    assert with_pip.pop("pip")
    assert with_pip == with_uv
    record = read_record(environment.path)
    assert record is not None and record.installer == "pip"


def test_pip_takes_hashes_of_one_file_beside_another_without(
    tmp_path: Path, gil: Resolution, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = run([*PIP_DRY_RUN, "--no-deps", "iniconfig==2.0.0"], timeout=120)
    digest = json.loads(listed.stdout)["install"][0]["download_info"]["archive_info"]["hashes"]["sha256"]
    (tmp_path / "requirements.txt").write_text(f"iniconfig==2.0.0 --hash=sha256:{digest}\n")
    (tmp_path / "requirements-test.txt").write_text("attrs\niniconfig\n")
    monkeypatch.setattr(environment_building, "find_installer", lambda: Installer("pip"))
    found = installed(sync(tmp_path, gil, CONFIGURATION, Silent()).path)
    assert found["iniconfig"] == "2.0.0" and set(found) == {"attrs", "iniconfig", "pip"}


def test_what_another_version_made_is_not_called_foreign(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("")
    folder = tmp_path / ".venv-3.14"
    folder.mkdir()
    (folder / "pyvenv.cfg").write_text("home = /nowhere\n")
    assert [state.condition for state in states(tmp_path, CONFIGURATION)] == [Condition.FOREIGN]
    (folder / RECORD).write_text('{"record": 99999}')
    assert [state.condition for state in states(tmp_path, CONFIGURATION)] == [Condition.UNFINISHED]


def test_a_cap_that_only_the_build_backend_knows_is_found_out(tmp_path: Path, gil: Resolution) -> None:
    (tmp_path / "setup.py").write_text(
        "from setuptools import setup\n"
        "setup(name='hidden', py_modules=[], python_requires='<3' + '.13', install_requires=['iniconfig'])\n"
    )
    environment = sync(tmp_path, gil, CONFIGURATION, Silent())
    assert set(installed(environment.path)) - {"pip"} == {"hidden", "iniconfig"}
    record = read_record(environment.path)
    assert record is not None and "'<3.13' excludes" in record.notes[0]
