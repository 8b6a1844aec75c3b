"""The codemod over real folders: bytes, git, journal, undo."""

import subprocess
from pathlib import Path

import pytest

from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.finding import FileStatus
from ftmigrate.model.progress import Silent
from ftmigrate.renderers.diff import unified
from ftmigrate.steps import codemod
from ftmigrate.steps.codemod import CodemodResult
from ftmigrate.steps.undo import undo

NODE = b'class A:\n    def f(self, x: "A") -> "list[A]": ...\n'
AFTER = b"class A:\n    def f(self, x: A) -> list[A]: ...\n"

# Each is one way in which bytes are lost by careless tools: name, bytes before, bytes after.
SPELLINGS = {
    "crlf": (NODE.replace(b"\n", b"\r\n"), AFTER.replace(b"\n", b"\r\n")),
    "bom": (b"\xef\xbb\xbf" + NODE, b"\xef\xbb\xbf" + AFTER),
    "latin": (b"# coding: latin-1\n# caf\xe9\n" + NODE, b"# coding: latin-1\n# caf\xe9\n" + AFTER),
    "form_feed": (
        b"\x0c\n" + NODE + b"\x0c\n# \xe2\x80\xa8\n",
        b"\x0c\n" + AFTER + b"\x0c\n# \xe2\x80\xa8\n",
    ),
    "no_newline": (NODE.rstrip(b"\n"), AFTER.rstrip(b"\n")),
    "tabs": (NODE.replace(b"    ", b"\t"), AFTER.replace(b"    ", b"\t")),
    "wide": (
        'd = "é😀"; x: "int" = 1  # é\n'.encode(),
        'd = "é😀"; x: int = 1  # é\n'.encode(),
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, (before, _) in SPELLINGS.items():
        (tmp_path / f"{name}.py").write_bytes(before)
    return tmp_path


def _git(project: Path, *words: str) -> str:
    command = ["git", "-c", "user.email=a@b.c", "-c", "user.name=a", "-C", str(project), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _run(project: Path, *, write: bool = False, allow_dirty: bool = False) -> CodemodResult:
    return codemod.run(project, Configuration(), write=write, allow_dirty=allow_dirty, progress=Silent())


def test_every_byte_outside_the_edits_is_kept_and_undo_restores_all(project: Path) -> None:
    (project / "tabs.py").chmod(0o755)

    result = _run(project, write=True)

    assert result.written
    for name, (_, after) in SPELLINGS.items():
        assert (project / f"{name}.py").read_bytes() == after, name
    assert (project / "tabs.py").stat().st_mode & 0o777 == 0o755
    assert sorted(undo(project, Silent()).restored) == sorted(f"{name}.py" for name in SPELLINGS)
    for name, (before, _) in SPELLINGS.items():
        assert (project / f"{name}.py").read_bytes() == before, name
    assert not undo(project, Silent()).found


def test_a_second_run_changes_nothing(project: Path) -> None:
    _run(project, write=True)

    assert _run(project).count(FileStatus.CHANGED) == 0


def test_git_accepts_the_diff(project: Path) -> None:
    _git(project, "init", "-q")
    outcomes = _run(project).outcomes
    patch = project / "codemod.patch"
    patch.write_bytes(b"".join(unified(one).encode(one.encoding) for one in outcomes))

    _git(project, "apply", patch.name)

    for name, (_, after) in SPELLINGS.items():
        assert (project / f"{name}.py").read_bytes() == after, name


def test_one_bad_file_does_not_stop_the_others(project: Path) -> None:
    (project / "bad.py").write_bytes(b'def f(x: "int"):\n  return (\n')
    (project / "bytes.py").write_bytes(b'x: "int" = "\xff"\n')
    (project / "nul.py").write_bytes(b'x: "int" = 1\n\0\n')

    result = _run(project, write=True)

    broken = {one.path: one for one in result.outcomes if one.status is not FileStatus.CHANGED}
    assert set(broken) == {"bad.py", "bytes.py", "nul.py"}
    assert "syntax error" in broken["bad.py"].reason
    assert "encoding" in broken["bytes.py"].reason
    assert (project / "bad.py").read_bytes() == b'def f(x: "int"):\n  return (\n'
    assert (project / "tabs.py").read_bytes() == SPELLINGS["tabs"][1]


def test_uncommitted_changes_are_refused_until_allowed(project: Path) -> None:
    _git(project, "init", "-q")
    _git(project, "add", ".")
    _git(project, "commit", "-qm", "start")
    (project / "tabs.py").write_bytes(NODE)

    with pytest.raises(UsageError, match=r"uncommitted changes: tabs\.py"):
        _run(project, write=True)

    assert (project / "crlf.py").read_bytes() == SPELLINGS["crlf"][0]
    assert _run(project, write=True, allow_dirty=True).written


def test_ignored_files_environments_and_excluded_ones_are_left_alone(project: Path) -> None:
    (project / "env" / "lib").mkdir(parents=True)
    (project / "env" / "pyvenv.cfg").write_text("")
    (project / "env" / "lib" / "a.py").write_bytes(NODE)
    (project / "vendored").mkdir()
    (project / "vendored" / "a.py").write_bytes(NODE)
    found = codemod.run(project, Configuration(exclude=("vendored/**",)), progress=Silent())

    assert not any("/" in outcome.path for outcome in found.outcomes)


def test_edits_made_since_are_not_lost_by_undo(project: Path) -> None:
    _run(project, write=True)
    (project / "tabs.py").write_bytes(b"mine = 1\n")

    result = undo(project, Silent())

    assert result.kept == (("tabs.py", "it was changed since"),)
    assert (project / "tabs.py").read_bytes() == b"mine = 1\n"
    assert (project / "crlf.py").read_bytes() == SPELLINGS["crlf"][0]
    undo(project, Silent(), force=True)
    assert (project / "tabs.py").read_bytes() == SPELLINGS["tabs"][0]


def test_an_interrupted_write_puts_everything_back(project: Path) -> None:
    """The second file's folder is read-only for the atomic rename: nothing stays half-written."""
    outcomes = _run(project).outcomes
    (project / "wide.py").unlink()
    (project / "wide.py").mkdir()

    with pytest.raises(OSError):
        codemod.write(project, outcomes, Silent())

    for name, (before, _) in SPELLINGS.items():
        if name != "wide":
            assert (project / f"{name}.py").read_bytes() == before, name


def test_links_stay_links(project: Path) -> None:
    (project / "link.py").symlink_to("tabs.py")

    _run(project, write=True)

    assert (project / "link.py").is_symlink()
    assert (project / "tabs.py").read_bytes() == SPELLINGS["tabs"][1]


def test_an_unknown_rule_is_named(project: Path) -> None:
    with pytest.raises(UsageError, match="ANN999"):
        codemod.run(project, Configuration(), select=["ANN999"], progress=Silent())
