"""uv installs from a mirror of ours: a list and an archive made of an interpreter that is here."""

import json
import os
import platform
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from ftmigrate.model.interpreter import Interpreter

pytestmark = [
    pytest.mark.interpreters,
    pytest.mark.skipif(sys.platform != "linux", reason="the list names this platform"),
]
_LEFT_OUT = ("test", "idlelib", "turtledemo", "tkinter", "__pycache__", "site-packages")


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory, free_threaded_interpreter: Interpreter) -> Path:
    """A folder with `a.tar.gz` and `list.json`, as uv's documentation describes them."""
    folder = tmp_path_factory.mktemp("mirror")
    prefix = free_threaded_interpreter.prefix
    assert prefix is not None

    def wanted(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        parts = Path(member.name).parts
        keep = not any(part in _LEFT_OUT or part.startswith("config-") for part in parts)
        return member if keep and not member.name.endswith(".a") else None

    with tarfile.open(folder / "a.tar.gz", "w:gz", compresslevel=1) as tar:
        for name in ("bin", "lib"):
            tar.add(prefix / name, f"python/{name}", filter=wanted)
    write_list(folder, free_threaded_interpreter, sha256((folder / "a.tar.gz").read_bytes()).hexdigest())
    return folder


def write_list(folder: Path, interpreter: Interpreter, digest: str) -> Path:
    major, minor, patch = interpreter.version.split(".")
    key = f"cpython-{interpreter.version}+freethreaded-linux-{platform.machine()}-gnu"
    entry = {
        "name": "cpython", "arch": {"family": platform.machine(), "variant": None}, "os": "linux",
        "libc": "gnu", "major": int(major), "minor": int(minor), "patch": int(patch), "prerelease": "",
        "url": (folder / "a.tar.gz").as_uri(), "sha256": digest, "variant": "freethreaded", "build": "1",
    }  # fmt: skip
    path = folder / f"list-{digest[:8]}.json"
    path.write_text(json.dumps({key: entry}))
    return path


def install(home: Path, request: str, downloads: Path) -> subprocess.CompletedProcess[str]:
    (home / "ftmigrate.toml").write_text('providers = ["uv"]\n')
    environment = {"HOME": str(home), "PATH": os.defpath, "UV_PYTHON_DOWNLOADS_JSON_URL": str(downloads)}
    command = [sys.executable, "-I", "-m", "ftmigrate", "python", "install", request, "--json"]
    return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, timeout=300)


def test_an_offline_list(tmp_path: Path, mirror: Path, free_threaded_interpreter: Interpreter) -> None:
    (downloads,) = mirror.glob("list-*.json")
    done = install(tmp_path, free_threaded_interpreter.name, downloads)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["interpreter"]
    place = tmp_path / ".local/share/uv/python"
    assert found["version"] == free_threaded_interpreter.version and found["free_threaded"]
    assert (found["provider"], found["managed_by"]) == ("uv", "uv")
    assert Path(found["path"]).is_relative_to(place)
    assert Path(found["path"]).parent == Path(found["path"]).parent.resolve(), "not through uv's moving link"
    assert not (tmp_path / ".local/bin").exists(), "no shim was asked for"


def test_a_wrong_hash_leaves_nothing(
    tmp_path: Path, mirror: Path, free_threaded_interpreter: Interpreter
) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "a.tar.gz").symlink_to(mirror / "a.tar.gz")
    home = tmp_path / "home"
    home.mkdir()
    done = install(
        home, free_threaded_interpreter.name, write_list(folder, free_threaded_interpreter, "0" * 64)
    )
    assert done.returncode == 3
    assert "uv: " in done.stderr and "mismatch" in done.stderr.lower()
    assert not list((home / ".local/share/uv/python").glob("cpython*"))
    assert not list((home / ".local/share").rglob("python3*"))
