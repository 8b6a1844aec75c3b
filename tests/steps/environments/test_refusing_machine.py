"""A disk that is full and an environment in use: real mounts, in a mount namespace of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ftmigrate.model.interpreter import Interpreter

pytestmark = [pytest.mark.interpreters, pytest.mark.network]
PROJECTS = Path(__file__).parents[2] / "projects"
UNSHARE = ("unshare", "--mount", "sh", "-euc")
SYNC = f"{sys.executable} -P -m ftmigrate env sync"
MOUNTABLE = (
    sys.platform == "linux"
    and shutil.which("unshare") is not None
    and subprocess.run(
        [*UNSHARE, "mount -t tmpfs none /mnt"], capture_output=True, check=False, timeout=30
    ).returncode
    == 0
)
needs_mounts = pytest.mark.skipif(not MOUNTABLE, reason="mounting needs root on Linux (unshare --mount)")


def shell(script: str, project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*UNSHARE, script],
        cwd=project,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def project(tmp_path: Path, gil_interpreter: Interpreter, free_threaded_interpreter: Interpreter) -> Path:
    """Its interpreters are there, so that only the environments can fail."""
    folder = Path(shutil.copytree(PROJECTS / "declared_by_pyproject", tmp_path / "project"))
    with (folder / "pyproject.toml").open("a") as file:
        file.write('\n[tool.ftmigrate]\nstand-in = "3.13t"\n')
    return folder


@needs_mounts
@pytest.mark.parametrize("size", ["200k", "1000k"])
def test_a_full_disk_is_said_and_nothing_half_made_is_left(project: Path, size: str) -> None:
    """With the smaller one not even the first environment fits, with the other the second does not."""
    disk = project.parent / "disk"
    disk.mkdir()
    done = shell(
        f"mount -t tmpfs -o size={size} none {disk}; cp -r . {disk}/p; cd {disk}/p; set +e; "
        f"{SYNC}; code=$?; ls -d .venv*/lib/python*/site-packages/attrs .venv*/bin; "
        "ls .ftmigrate/set-aside; exit $code",
        project,
    )
    assert done.returncode == 4, done.stdout + done.stderr
    assert "no space left on the disk" in done.stdout + done.stderr
    assert "left out" not in done.stdout + done.stderr
    left = done.stdout.splitlines()
    assert sum(line.endswith("/bin") for line in left) == sum(line.endswith("/attrs") for line in left) < 2


@needs_mounts
def test_an_environment_in_use_stays_and_the_other_one_is_made(project: Path) -> None:
    """A mount point can't be renamed, as a folder with open files can't on Windows."""
    assert subprocess.run(SYNC.split(), cwd=project, capture_output=True, check=False).returncode == 0
    done = shell(
        "mount --bind .venv-3.14 .venv-3.14; sed -i 's/iniconfig>=2/iniconfig>=2.0/' pyproject.toml; "
        f"set +e; {SYNC}; code=$?; .venv-3.14/bin/python -c 'import attrs'; echo works=$?; exit $code",
        project,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 4, said
    assert "cannot be moved out of the way" in said and "Stop the programs that use it" in said
    assert "works=0" in said
    assert (project / ".venv-3.13t").exists()
    again = subprocess.run(SYNC.split(), cwd=project, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
