"""Installing what the user names: whole or not at all, one at a time, whatever kills it."""

import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from ftmigrate.model.interpreter import Interpreter

pytestmark = [pytest.mark.interpreters, pytest.mark.skipif(os.name != "posix", reason="signals")]
_LEFT_OUT = (
    "test",
    "idlelib",
    "lib2to3",
    "turtledemo",
    "tkinter",
    "pydoc_data",
    "__pycache__",
    "site-packages",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, free_threaded_interpreter: Interpreter) -> Path:
    """The free-threaded interpreter that is here, as python-build-standalone would pack it."""
    path = tmp_path_factory.mktemp("archives") / "cpython-install_only.tar"
    prefix = free_threaded_interpreter.prefix
    assert prefix is not None

    def wanted(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        parts = Path(member.name).parts
        keep = not any(part in _LEFT_OUT or part.startswith("config-") for part in parts)
        return member if keep and not member.name.endswith(".a") else None

    with tarfile.open(path, "w") as tar:
        for folder in ("bin", "lib"):
            tar.add(prefix / folder, f"python/{folder}", filter=wanted)
    return path


class Machine:
    """A home of our own, and the command run in it as a user would."""

    def __init__(self, home: Path, name: str) -> None:
        self.home = home
        self.name = name
        self.interpreters = home / ".local/share/ftmigrate/interpreters"

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-I", "-m", "ftmigrate", "python", *words],
            env={"HOME": str(self.home), "PATH": ""},
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def visible(self) -> list[str]:
        if not self.interpreters.is_dir():
            return []
        return sorted(path.name for path in self.interpreters.iterdir() if not path.name.startswith("."))

    def debris(self) -> list[str]:
        staging = self.interpreters / ".staging"
        return sorted(path.name for path in staging.iterdir()) if staging.is_dir() else []


@pytest.fixture
def machine(tmp_path: Path, free_threaded_interpreter: Interpreter) -> Machine:
    return Machine(tmp_path, free_threaded_interpreter.name)


def hash_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_an_archive_is_installed_listed_and_removed(machine: Machine, archive: Path) -> None:
    code, out, err = machine.run(
        "install", machine.name, "--from", str(archive), "--sha256", hash_of(archive)
    )
    assert code == 0, err
    python = Path(out.strip())
    assert python.is_relative_to(machine.interpreters)
    _, listed, _ = machine.run("list", "--json")
    (entry,) = json.loads(listed)["interpreters"]
    assert (entry["path"], entry["provider"], entry["managed_by"]) == (str(python), "archive", "ftmigrate")
    assert entry["free_threaded"]
    assert machine.run("find", machine.name)[1].strip() == str(python)
    # The same again is the same interpreter, not a second copy.
    assert machine.run("install", machine.name, "--from", str(archive))[1].strip() == str(python)
    assert len(machine.visible()) == 1
    assert machine.run("uninstall", machine.name)[0] == 0
    assert machine.visible() == machine.debris() == []


def test_a_wrong_hash_leaves_nothing(machine: Machine, archive: Path) -> None:
    code, _, err = machine.run("install", machine.name, "--from", str(archive), "--sha256", "0" * 64)
    assert code == 5
    assert "sha256" in err and hash_of(archive) in err
    assert machine.visible() == []
    code, _, err = machine.run("install", machine.name, "--from", archive.as_uri(), "--sha256", "0" * 64)
    assert code == 5
    assert not [path for path in (machine.home / ".cache").rglob("*") if path.stat().st_size > 1_000_000]


def test_a_url_needs_a_hash(machine: Machine, archive: Path) -> None:
    code, _, err = machine.run("install", machine.name, "--from", archive.as_uri())
    assert code == 2 and "--sha256" in err
    code, out, err = machine.run(
        "install", machine.name, "--from", archive.as_uri(), "--sha256", hash_of(archive), "--json"
    )
    assert code == 0, err
    assert json.loads(out)["interpreter"]["free_threaded"]


def test_another_build_than_asked_for_is_refused(machine: Machine, archive: Path) -> None:
    code, _, err = machine.run("install", machine.name.removesuffix("t"), "--from", str(archive))
    assert code == 5
    assert f"not {machine.name.removesuffix('t')}" in err
    assert machine.visible() == machine.debris() == []


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"not an archive at all", 5, "can't be unpacked"),
        (b"", 5, "can't be unpacked"),
        (None, 2, "no such file"),
    ],
)
def test_what_is_no_archive(machine: Machine, content: bytes | None, code: int, message: str) -> None:
    path = machine.home / "x.tar.gz"
    if content is not None:
        path.write_bytes(content)
    found, _, err = machine.run("install", machine.name, "--from", str(path))
    assert (found, message in err) == (code, True), err
    assert machine.visible() == machine.debris() == []


def test_a_cut_archive(machine: Machine, archive: Path) -> None:
    path = machine.home / "cut.tar"
    path.write_bytes(archive.read_bytes()[:3_000_000])
    code, _, err = machine.run("install", machine.name, "--from", str(path))
    assert code == 5, err
    assert machine.visible() == machine.debris() == []


def test_an_archive_that_writes_outside_is_refused(machine: Machine) -> None:
    path = machine.home / "evil.tar"
    (machine.home / "payload").write_text("x")
    with tarfile.open(path, "w") as tar:
        tar.add(machine.home / "payload", "../../../../evil")
    code, _, err = machine.run("install", machine.name, "--from", str(path))
    assert code == 5, err
    assert not list(machine.home.rglob("evil"))


def in_staging(machine: Machine) -> bool:
    return any((machine.interpreters / ".staging").glob("*/content/python/lib"))


def in_place(machine: Machine) -> bool:
    return bool(machine.visible())


@pytest.mark.parametrize("moment", [in_staging, in_place])
def test_a_kill_leaves_nothing_that_counts(
    machine: Machine, archive: Path, moment: Callable[[Machine], bool]
) -> None:
    process = machine.start("install", machine.name, "--from", str(archive))
    limit = time.monotonic() + 60
    while not moment(machine) and time.monotonic() < limit:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "the kill came too late to test anything"
    assert json.loads(machine.run("list", "--json")[1])["interpreters"] == []
    code, out, err = machine.run("install", machine.name, "--from", str(archive))
    assert code == 0, err
    assert len(machine.visible()) == 1 and machine.debris() == []
    assert machine.run("find", machine.name)[1] == out


def test_of_two_at_once_one_waits(machine: Machine, archive: Path) -> None:
    words = ("install", machine.name, "--from", str(archive))
    processes = [machine.start(*words), machine.start(*words)]
    results = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], results
    assert results[0][0] == results[1][0]
    assert len(machine.visible()) == 1 and machine.debris() == []
    assert sum("Waiting for another ftmigrate" in err for _, err in results) == 1


def test_ctrl_c_leaves_things_as_they_were(machine: Machine, archive: Path) -> None:
    process = machine.start("install", machine.name, "--from", str(archive))
    while not in_staging(machine):
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert machine.visible() == machine.debris() == []
