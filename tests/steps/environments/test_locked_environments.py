"""Locks made by the tools that own them, installed, and compared with what pip makes of them."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from ftmigrate.host.environment_records import read_record
from ftmigrate.host.environments import installed_distributions
from ftmigrate.host.installers import find_installer, install_environment
from ftmigrate.host.processes import Completed, run
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment, Interpreter, Resolution
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.environments import sync

pytestmark = [pytest.mark.interpreters, pytest.mark.network]
PROJECTS = Path(__file__).parents[2] / "projects"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Its pins are older than the newest, so that only the lock can have brought them."""
    folder = Path(shutil.copytree(PROJECTS / "declared_by_pyproject", tmp_path / "project"))
    path = folder / "pyproject.toml"
    text = path.read_text().replace('docs = ["no-such-distribution-anywhere-at-all"]\n', "")
    path.write_text(text + '\n[tool.uv]\nconstraint-dependencies = ["attrs==25.3.0", "iniconfig==2.0.0"]\n')
    return folder


def uv(project: Path, *words: str) -> Completed:
    installer = find_installer()
    assert installer.program is not None
    done = run(
        [installer.program, *words], cwd=project, env=install_environment(installer, project), timeout=120
    )
    assert done.ok, done.tail()
    return done


def installed(environment: Environment) -> dict[str, str]:
    return {d.metadata["Name"].lower(): d.version for d in installed_distributions(environment.path)}


def made(project: Path, interpreter: Interpreter) -> Environment:
    return sync(project, Resolution(Target.parse("3.14"), interpreter), Configuration(), Silent())


def notes(environment: Environment) -> str:
    record = read_record(environment.path)
    assert record is not None
    return "\n".join(record.notes)


@pytest.mark.parametrize("lock", ["uv.lock", "pylock.toml"])
def test_the_lock_decides(project: Path, lock: str, gil_interpreter: Interpreter) -> None:
    uv(project, "lock", "--python", str(gil_interpreter.path))
    if lock == "pylock.toml":
        uv(project, "export", "--frozen", "--format", lock, "-o", lock, "--extra", "test", "--group", "test")
        (project / "uv.lock").unlink()
    before = (project / lock).read_bytes()
    environment = made(project, gil_interpreter)
    found = installed(environment)
    assert found.pop("declared-one") == "1.0"
    assert (found["attrs"], found["iniconfig"]) == ("25.3.0", "2.0.0")
    pins = environment.path / "ftmigrate-pins.txt"
    assert found == pips_set(project, environment, "-r", str(pins))
    assert (project / lock).read_bytes() == before


def pips_set(project: Path, environment: Environment, *words: str) -> dict[str, str]:
    """What pip would install for the same interpreter."""
    report = run(
        [
            *(sys.executable, "-m", "pip", "--python", environment.python, "install", "--quiet"),
            *("--dry-run", "--ignore-installed", "--report", "-", *words),
        ],
        cwd=project,
        timeout=120,
    )
    assert report.ok, report.tail()
    entries = json.loads(report.stdout)["install"]
    return {entry["metadata"]["name"].lower(): entry["metadata"]["version"] for entry in entries}


def test_a_pin_without_a_wheel_gives_way_and_is_explained(
    project: Path, gil_interpreter: Interpreter
) -> None:
    path = project / "pyproject.toml"
    old = path.read_text().replace("iniconfig>=2", 'markupsafe>=2", "iniconfig')
    path.write_text(old.replace("iniconfig==2.0.0", "markupsafe==2.1.5"))
    uv(project, "lock", "--python", str(gil_interpreter.path))
    path.write_text(path.read_text().replace("markupsafe==2.1.5", "markupsafe>=2"))
    before = (project / "uv.lock").read_bytes()
    environment = made(project, gil_interpreter)
    found = installed(environment)
    assert found["markupsafe"] > "3" and found["attrs"] == "25.3.0"
    assert f"markupsafe 2.1.5 -> {found['markupsafe']}" in notes(environment)
    side = (project / ".ftmigrate" / f"pins-{environment.path.name}.txt").read_text()
    assert f"MarkupSafe=={found['markupsafe']}\n" in side and "declared" not in side
    assert (project / "uv.lock").read_bytes() == before


def test_a_lock_that_cannot_be_read_is_said_and_not_fatal(
    project: Path, gil_interpreter: Interpreter
) -> None:
    (project / "uv.lock").write_text("version = 99\n")
    environment = made(project, gil_interpreter)
    assert "uv.lock is not used" in notes(environment)
    assert {"attrs", "iniconfig", "pluggy"} <= installed(environment).keys()


def test_a_lock_whose_tool_is_not_here_says_what_to_do(
    project: Path, gil_interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "poetry.lock").write_text("")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    environment = made(project, gil_interpreter)
    assert "poetry is not here to read it" in notes(environment)
    assert "pipx install poetry" in notes(environment)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {"environment.yml": "dependencies:\n  - python\n  - pip:\n    - jinja2==3.1.6\n"},
            ("jinja2==3.1.6",),
        ),
        (
            {"tool.py": "# /// script\n# dependencies = ['jinja2<3.1.6', 'iniconfig==2.0.0']\n# ///\n"},
            ("jinja2<3.1.6", "iniconfig==2.0.0"),
        ),
        (
            {
                "Pipfile": "[packages]\nattrs = '*'\n[dev-packages]\niniconfig = '*'\n",
                "Pipfile.lock": json.dumps(
                    {
                        "default": {"attrs": {"version": "==25.3.0"}},
                        "develop": {"iniconfig": {"version": "==2.0.0"}},
                    }
                ),
            },
            ("attrs==25.3.0", "iniconfig==2.0.0"),
        ),
        (
            {"Pipfile": "[packages]\njinja2 = '==3.1.6'\n[dev-packages]\niniconfig = '~=2.0.0'\n"},
            ("jinja2==3.1.6", "iniconfig~=2.0.0"),
        ),
        (
            {
                "pyproject.toml": "[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\n"
                "python = '^3.9'\njinja2 = '~3.1.2'\n"
                "[tool.poetry.group.test.dependencies]\niniconfig = '2.0.0'\n"
            },
            ("jinja2>=3.1.2,<3.2", "iniconfig==2.0.0"),
        ),
        (
            {
                "pyproject.toml": "[project]\nname = 'x'\nversion = '1'\n[tool.pdm.dev-dependencies]\n"
                "test = ['jinja2~=3.1.0']\n"
            },
            ("jinja2~=3.1.0",),
        ),
    ],
    ids=["conda", "script", "pipfile-lock", "pipfile", "poetry", "pdm"],
)
def test_other_declarations_give_what_pip_makes_of_their_words(
    tmp_path: Path, files: dict[str, str], words: tuple[str, ...], gil_interpreter: Interpreter
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    environment = made(tmp_path, gil_interpreter)
    assert installed(environment) == pips_set(tmp_path, environment, *words)
