"""`ftmigrate python` as a user starts it: a process of its own, with the user's environment."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ftmigrate.model.interpreter import Interpreter

pytestmark = pytest.mark.skipif(os.name != "posix", reason="PATH is made of links")
KEYS = {
    "path", "version", "implementation", "free_threaded", "gil_enabled", "jit", "debug", "managed_by",
    "platform_tags", "provider",
}  # fmt: skip


class Home:
    """A machine of our own: an empty home, and a PATH with just the links that a test makes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.variables = {"HOME": str(folder), "PATH": str(self.bin)}

    def link(self, name: str, interpreter: Interpreter) -> Path:
        path = self.bin / name
        path.symlink_to(interpreter.path)
        return path

    def run(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-m", "ftmigrate", "python", *words]
        return subprocess.run(
            command, env=self.variables | extra, cwd=self.folder, capture_output=True, text=True, timeout=120
        )

    def document(self, *words: str, **extra: str) -> dict[str, Any]:
        done = self.run(*words, "--json", **extra)
        assert done.stdout, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_an_empty_machine(home: Home) -> None:
    assert home.document("list") == {
        "schema": "ftmigrate.python-list/1", "interpreters": [], "rejected": []
    }  # fmt: skip
    assert "No interpreter" in home.run("list").stdout


@pytest.mark.interpreters
def test_the_list_has_the_keys_of_its_schema(home: Home, gil_interpreter: Interpreter) -> None:
    home.link("python3.14", gil_interpreter)
    document = home.document("list")
    (entry,) = document["interpreters"]
    assert set(entry) >= KEYS
    assert entry["version"] == gil_interpreter.version
    assert entry["free_threaded"] is False and entry["gil_enabled"] is True


@pytest.mark.interpreters
def test_a_free_threaded_build_is_never_the_answer_to_a_plain_version(
    home: Home, free_threaded_interpreter: Interpreter
) -> None:
    plain = ".".join(free_threaded_interpreter.version.split(".")[:2])
    path = home.link(f"python{plain}", free_threaded_interpreter)
    home.link("python3", free_threaded_interpreter)
    missing = home.run("find", plain)
    assert missing.returncode == 3
    assert missing.stdout == ""
    assert f"there is no {plain} on this machine" in missing.stderr
    assert f"ftmigrate python install {plain}" in missing.stderr
    found = home.run("find", f"{plain}t")
    assert (found.returncode, found.stdout) == (0, f"{path}\n")
    as_json = home.run("find", plain, "--json")
    assert as_json.returncode == 3
    assert json.loads(as_json.stdout)["interpreter"] is None


@pytest.mark.interpreters
def test_a_hostile_environment_changes_nothing(
    home: Home, gil_interpreter: Interpreter, free_threaded_interpreter: Interpreter
) -> None:
    home.link("python3.14", gil_interpreter)
    home.link("python3.14t", free_threaded_interpreter)
    hooks = home.folder / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text("raise RuntimeError('hostile')\n")
    expected = home.document("list")
    assert len(expected["interpreters"]) == 2
    (home.folder / ".cache/ftmigrate/probes.json").unlink()
    hostile = {"PYTHON_GIL": "0", "PYTHONHOME": "/x", "PYTHON_JIT": "1", "PYTHONPATH": str(hooks)}
    assert home.document("list", **hostile) == expected


@pytest.mark.interpreters
def test_a_path_is_a_request(home: Home, gil_interpreter: Interpreter) -> None:
    path = home.link("anything", gil_interpreter)
    assert home.run("find", "./bin/anything").stdout == f"{path}\n"
    nothing = home.run("find", "./bin/nothing")
    assert nothing.returncode == 2
    assert "there is no interpreter here" in nothing.stderr


def test_an_unknown_request(home: Home) -> None:
    done = home.run("find", "3.14-nogil")
    assert done.returncode == 2
    assert "Did you mean '3.14t'?" in done.stderr


def test_the_rejected_are_listed_with_reasons(home: Home) -> None:
    (home.bin / "python3").write_text("#!/bin/sh\nexit 127\n")
    (home.bin / "python3").chmod(0o755)
    (entry,) = home.document("list")["rejected"]
    assert entry["path"] == str(home.bin / "python3")
    assert "127" in entry["reason"]


def test_providers_say_what_they_could_do(home: Home) -> None:
    document = home.document("providers", "3.14t")
    names = [entry["name"] for entry in document["providers"]]
    assert names[:3] == ["path", "uv", "pyenv"]
    assert all(entry["detail"] for entry in document["providers"])
    assert home.run("providers", "./x").returncode == 2


def test_what_ftmigrate_did_not_install_is_not_removed(home: Home) -> None:
    done = home.run("uninstall", "3.14")
    assert done.returncode == 3
    assert "there is no 3.14 on this machine" in done.stderr
