import shutil
from pathlib import Path

import pytest

from ftmigrate.model.configuration import Configuration
from ftmigrate.model.dependencies import ProjectPart
from ftmigrate.model.errors import UsageError
from ftmigrate.steps.dependencies import read

PROJECTS = Path(__file__).parents[2] / "projects"


@pytest.mark.parametrize(
    ("name", "part", "extras", "groups", "files", "undeclared"),
    [
        ("declared_by_pyproject", ProjectPart.EDITABLE, ("test",), ("test",), (), ()),
        ("declared_by_setup", ProjectPart.EDITABLE, ("tests",), (), (), ()),
        ("declared_without_build_system", ProjectPart.DEPENDENCIES, (), ("dev",), (), ()),
        (
            "declared_by_requirements",
            ProjectPart.NONE,
            (),
            (),
            ("requirements.txt", "requirements-test.txt"),
            (),
        ),
    ],
)
def test_what_is_installed(
    name: str,
    part: ProjectPart,
    extras: tuple[str, ...],
    groups: tuple[str, ...],
    files: tuple[str, ...],
    undeclared: tuple[str, ...],
) -> None:
    found = read(PROJECTS / name, Configuration())
    assert (found.part, found.extras, found.groups) == (part, extras, groups)
    assert (found.requirement_files, found.undeclared) == (files, undeclared)


def test_configured_groups_replace_the_guess() -> None:
    found = read(PROJECTS / "declared_by_pyproject", Configuration(groups=("Docs", "shared")))
    assert (found.extras, found.groups, found.chosen_by_us) == (("docs",), ("shared",), False)


def test_an_unknown_group_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        read(PROJECTS / "declared_by_pyproject", Configuration(groups=("shard",)))
    assert "'shared'" in caught.value.hint


def test_the_fingerprint_follows_the_declarations_and_nothing_else(tmp_path: Path) -> None:
    project = tmp_path / "p"
    shutil.copytree(PROJECTS / "declared_by_requirements", project)
    first = read(project, Configuration()).fingerprint
    (project / "app.py").write_text("print('changed')\n")
    assert read(project, Configuration()).fingerprint == first
    (project / "base.txt").write_text("attrs\niniconfig\n")  # named by -r in requirements.txt
    assert read(project, Configuration()).fingerprint != first


def test_settings_of_a_linter_do_not_change_the_fingerprint(tmp_path: Path) -> None:
    project = tmp_path / "p"
    shutil.copytree(PROJECTS / "declared_by_pyproject", project)
    first = read(project, Configuration()).fingerprint
    path = project / "pyproject.toml"
    path.write_text(path.read_text() + "\n[tool.ruff]\nline-length = 3\n[tool.ftmigrate]\n")
    assert read(project, Configuration()).fingerprint == first
    path.write_text(path.read_text().replace("iniconfig>=2", "iniconfig>=2.1"))
    assert read(project, Configuration()).fingerprint != first


def test_a_folder_without_python_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("words")
    with pytest.raises(UsageError, match="not a Python project"):
        read(tmp_path, Configuration())
    (tmp_path / "script.py").write_text("")
    assert read(tmp_path, Configuration()).empty


def test_a_setup_cfg_that_cannot_be_parsed_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[metadata]\nname = x\nnonsense\n")
    with pytest.raises(UsageError) as caught:
        read(tmp_path, Configuration())
    assert caught.value.where == "setup.cfg:3"
