"""The way in, on real interpreters and git repositories."""

import shutil
from pathlib import Path

import pytest

from ftmigrate.host.processes import run
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Resolution
from ftmigrate.model.progress import Silent
from ftmigrate.model.project_setup import Action
from ftmigrate.steps.init import init

pytestmark = [pytest.mark.interpreters, pytest.mark.network]
PROJECTS = Path(__file__).parents[2] / "projects"


@pytest.fixture
def project(tmp_path: Path, free_threaded_resolution: Resolution) -> Path:
    folder = Path(shutil.copytree(PROJECTS / "declared_by_pyproject", tmp_path / "project"))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "before")
    return folder


def git(folder: Path, *words: str) -> str:
    done = run(["git", *words], cwd=folder)
    assert done.ok, done.tail()
    return done.stdout


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_finds_nothing_to_do_and_changes_nothing(project: Path) -> None:
    first = init(project, allow_stand_in=True, progress=Silent())
    assert not first.nothing_to_do and first.written == ("pyproject.toml",)
    assert [environment.target.name for environment in first.environments] == ["3.14", "3.14t"]
    assert first.audit is not None and first.audit.packages >= 4
    assert first.codemod is not None and first.codemod.files == 2
    assert git(project, "status", "--porcelain") == " M pyproject.toml\n"
    before = content(project)
    second = init(project, allow_stand_in=True, progress=Silent())
    assert second.nothing_to_do and second.written == ()
    assert (second.environments, second.audit, second.codemod) == (
        first.environments,
        first.audit,
        first.codemod,
    )
    assert content(project) == before


def test_the_plan_has_the_exact_commands_and_writes_nothing(project: Path) -> None:
    before = content(project)
    plan = init(project, allow_stand_in=True, dry_run=True, progress=Silent())
    assert content(project) == before
    assert {step.action for step in plan.steps} == {Action.PLANNED}
    commands = [command for step in plan.steps for command in step.commands]
    assert len(commands) == 4
    assert all(" venv " in make and "install" in fill for make, fill in (commands[:2], commands[2:]))
    done = run(["sh", "-ec", "\n".join(commands)], cwd=project, timeout=120)
    assert done.ok, done.tail()  # they are commands, not words about commands


def test_one_target_that_fails_does_not_cost_the_other(project: Path) -> None:
    declaration = project / "pyproject.toml"
    only_gil = "iniconfig>=2\", \"no-such-distribution-at-all; python_version == '3.14'"
    declaration.write_text(declaration.read_text().replace("iniconfig>=2", only_gil))
    text = (
        declaration.read_text()
        + '\n[tool.ftmigrate]\ntargets = ["3.14", "3.12"]\nenvironments = "e/{target}"\n'
    )
    declaration.write_text(text)
    result = init(project, summaries=False, progress=Silent())
    if "3.12" in result.unavailable:
        pytest.skip("no 3.12 here")
    assert "no-such-distribution-at-all" in result.failures["3.14"]
    assert [environment.path.parent.name for environment in result.environments] == ["e"]
    assert git(project, "status", "--porcelain") == " M pyproject.toml\n"


def test_a_cap_is_a_finding_with_its_remedy(tmp_path: Path, free_threaded_resolution: Resolution) -> None:
    folder = Path(shutil.copytree(PROJECTS / "declared_with_cap", tmp_path / "project"))
    (folder / "ftmigrate.toml").write_text('targets = ["3.14"]\n')
    result = init(folder, summaries=False, progress=Silent())
    assert len(result.environments) == 1 and len(result.findings) == 1
    assert "'>=3.9,<3.13' excludes" in result.findings[0] and "'>=3.9'" in result.findings[0]
    again = init(folder, summaries=False, progress=Silent())
    assert again.nothing_to_do and again.findings == result.findings


def test_what_a_build_leaves_in_the_project_is_taken_away(
    tmp_path: Path, free_threaded_resolution: Resolution
) -> None:
    folder = Path(shutil.copytree(PROJECTS / "declared_by_setup", tmp_path / "project"))
    (folder / "mine.egg-info").mkdir()
    (folder / "ftmigrate.toml").write_text('targets = ["3.14"]\n')
    assert len(init(folder, summaries=False, progress=Silent()).environments) == 1
    assert [path.name for path in folder.glob("*.egg-info")] == ["mine.egg-info"]


def test_no_project_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a Python project"):
        init(tmp_path, progress=Silent())
    assert not list(tmp_path.iterdir())
