"""Copies of a project, the files of a revision, and which code a watched process imports."""

import subprocess
from pathlib import Path

import pytest

from ftmigrate.host.revisions import changed_since
from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.errors import UsageError


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.com")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "project"
    (folder / "data").mkdir(parents=True)
    (folder / ".gitignore").write_text("_version.py\n*.bin\n")
    (folder / "kept.py").write_bytes(b"# \xe9 in latin-1\r\n")
    (folder / "gone.py").write_text("old = 1\n")
    (folder / "data" / "words.txt").write_text("a b")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    return folder


def names(tree: Path) -> set[str]:
    return {path.relative_to(tree).as_posix() for path in tree.rglob("*") if not path.is_dir()}


def test_a_copy_has_what_tests_need_and_nothing_of_ours(project: Path) -> None:
    (project / "untracked.py").write_text("x = 1\n")
    (project / "_version.py").write_text("version = '1'\n")
    (project / "huge.bin").write_bytes(bytes(17 * 1024 * 1024))
    (project / "inner.py").symlink_to("kept.py")
    (project / "outer").symlink_to("../outside")
    for unwanted in (".venv-3.14", ".ftmigrate", "__pycache__", "my-environment"):
        (project / unwanted).mkdir()
        (project / unwanted / "file").write_text("")
    (project / "my-environment" / "pyvenv.cfg").write_text("")
    with copy_of(project, {"data/words.txt": b"c", "gone.py": None, "new/one.py": b"1"}) as tree:
        assert names(tree) == {
            ".gitignore",
            "kept.py",
            "data/words.txt",
            "untracked.py",
            "_version.py",
            "inner.py",
            "outer",
            "new/one.py",
        }
        assert (tree / "data/words.txt").read_bytes() == b"c"
        assert (tree / "inner.py").resolve() == (tree / "kept.py").resolve()
        assert (tree / "outer").readlink() == project.parent / "outside"
        (tree / "kept.py").write_text("changed")
    assert (project / "kept.py").read_bytes() == b"# \xe9 in latin-1\r\n"
    assert not tree.exists()


def test_an_override_does_not_write_through_a_link(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("mine")
    (project / "link.py").symlink_to(outside)
    with copy_of(project, {"link.py": b"other"}) as tree:
        assert (tree / "link.py").read_bytes() == b"other"
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("below", [".", "project"])
def test_the_files_of_a_revision(project: Path, below: str) -> None:
    folder = project
    if below == "project":  # the project is a folder of a larger repository
        (project / ".git").rename(project.parent / ".git")
        git(project.parent, "add", "-A")
        git(project.parent, "commit", "-qm", "moved")
    (folder / "kept.py").write_bytes(b"new")
    (folder / "gone.py").unlink()
    (folder / "added.py").write_text("y = 1\n")
    git(folder, "add", "added.py")
    assert changed_since(folder, "HEAD") == {
        "kept.py": b"# \xe9 in latin-1\r\n",
        "gone.py": b"old = 1\n",
        "added.py": None,
    }
    assert (folder / "kept.py").read_bytes() == b"new"
    with pytest.raises(UsageError, match="nothing-such"):
        changed_since(folder, "nothing-such")


def test_outside_git_there_is_no_state_before(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="git"):
        changed_since(tmp_path, "HEAD")
