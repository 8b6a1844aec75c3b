import dataclasses
import tomllib
from pathlib import Path

import pytest

from ftmigrate.host.configuration import read, write
from ftmigrate.model.configuration import CodemodSettings, Configuration
from ftmigrate.model.errors import UsageError

WITH_STAND_IN = Configuration(stand_in="3.13t")


def test_a_table_is_added_and_every_other_byte_stays(tmp_path: Path) -> None:
    before = '[project]  # the name is historic\nname = "x"\n\n[tool.black]\nline-length   = 99\n'
    (tmp_path / "pyproject.toml").write_text(before)
    assert write(tmp_path, WITH_STAND_IN) == tmp_path / "pyproject.toml"
    after = (tmp_path / "pyproject.toml").read_text()
    assert after.startswith(before)
    assert tomllib.loads(after)["tool"]["ftmigrate"] == {"targets": ["3.14", "3.14t"], "stand-in": "3.13t"}
    assert read(tmp_path) == WITH_STAND_IN


def test_writing_the_same_again_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname='x'")
    write(tmp_path, WITH_STAND_IN)
    before = (tmp_path / "pyproject.toml").stat()
    assert write(tmp_path, WITH_STAND_IN) is None
    assert (tmp_path / "pyproject.toml").stat().st_ino == before.st_ino


def test_a_present_table_keeps_comments_order_and_line_ends(tmp_path: Path) -> None:
    text = (
        "[tool.ftmigrate]\r\n"
        "# ours\r\n"
        'groups = ["test"]   # needed by CI\r\n'
        'stand-in = "3.13t"  # until ours is there\r\n'
        "[tool.other]\r\na = 1\r\n"
    )
    (tmp_path / "pyproject.toml").write_bytes(text.encode())
    wanted = dataclasses.replace(
        read(tmp_path), stand_in=None, codemod=CodemodSettings(select=("ANN",)), groups=("tests",)
    )
    write(tmp_path, wanted)
    after = (tmp_path / "pyproject.toml").read_bytes()
    assert b'# ours\r\ngroups = ["tests"]   # needed by CI\r\n' in after
    assert b"stand-in" not in after
    assert after.count(b"\n") == after.count(b"\r\n")
    assert read(tmp_path) == wanted
    assert write(tmp_path, wanted) is None


def test_a_tool_table_spread_over_the_file_is_no_trouble(tmp_path: Path) -> None:
    text = '[tool.a]\nx = 1\n[project]\nname = "x"\n[tool.b]\ny = 2\n[[tool.c.d]]\nz = 3\n'
    (tmp_path / "pyproject.toml").write_text(text)
    write(tmp_path, WITH_STAND_IN)
    assert (tmp_path / "pyproject.toml").read_text().startswith(text)
    assert read(tmp_path) == WITH_STAND_IN


def test_without_a_pyproject_the_settings_get_their_own_file(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("from setuptools import setup; setup()")
    assert write(tmp_path, WITH_STAND_IN) == tmp_path / "ftmigrate.toml"
    assert not (tmp_path / "pyproject.toml").exists()
    assert read(tmp_path) == WITH_STAND_IN


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[project\n", "pyproject.toml:1"),
        ("[project]\nname = 'x'\nversion = = 2\n", "pyproject.toml:3:11"),
        ("[tool]\nftmigrate = 3\n", "pyproject.toml"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, where: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read(tmp_path)
    assert caught.value.where.startswith(where)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[project]\nname = '\xff'\n")
    with pytest.raises(UsageError, match="UTF-8"):
        read(tmp_path)


def test_settings_in_two_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.ftmigrate]\ntargets = ["3.14"]\n')
    (tmp_path / "ftmigrate.toml").write_text('targets = ["3.14t"]\n')
    with pytest.raises(UsageError, match=r"in pyproject\.toml and in ftmigrate\.toml"):
        read(tmp_path)


def test_a_tool_table_that_cannot_be_extended_is_left_alone(tmp_path: Path) -> None:
    text = "tool = { black = { line-length = 9 } }\n"
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(UsageError, match="cannot be added"):
        write(tmp_path, WITH_STAND_IN)
    assert (tmp_path / "pyproject.toml").read_text() == text
