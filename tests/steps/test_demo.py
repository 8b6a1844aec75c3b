"""The demo is copied whole, committed, and never over anything."""

import subprocess
from pathlib import Path

import pytest

from ftmigrate.model.errors import UsageError
from ftmigrate.steps.demo import copy_demo, unused_folder


def test_copy_is_a_committed_project(tmp_path: Path) -> None:
    folder = copy_demo(tmp_path / "demo")
    assert (folder / "pyproject.toml").is_file()
    status = subprocess.check_output(["git", "status", "--porcelain"], cwd=folder, text=True)
    assert status == ""
    log = subprocess.check_output(["git", "log", "--format=%s"], cwd=folder, text=True)
    assert log == "The demo, before its migration\n"


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(UsageError, match="empty"):
        copy_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_the_next_free_name(tmp_path: Path) -> None:
    assert unused_folder(tmp_path).name == "ftmigrate-demo"
    (tmp_path / "ftmigrate-demo").mkdir()
    assert unused_folder(tmp_path).name == "ftmigrate-demo-2"
