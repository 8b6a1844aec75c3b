"""The launcher makes its own environment from nothing, once, whatever happens to it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import ftmigrate

LAUNCHER = Path(__file__).parents[2] / "scripts" / "ftmigrate"


def start(data: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(LAUNCHER), *words],
        env={**os.environ, "XDG_DATA_HOME": str(data), "PYTHONPATH": "/nowhere"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


@pytest.mark.network
@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kills a process group")
def test_first_start_killed_then_two_at_once(tmp_path: Path) -> None:
    killed = start(tmp_path, "--version")
    time.sleep(2)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert not list(tmp_path.rglob("complete"))

    both = [start(tmp_path, "--version") for _ in range(2)]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert [out for out, _ in said] == [f"ftmigrate {ftmigrate.__version__}\n"] * 2
    made = ["making its own environment" in err for _, err in said]
    waited = ["waiting for another start" in err for _, err in said]
    assert sorted(made) == [False, True]
    assert sorted(waited) == [False, True]

    again = start(tmp_path, "--version").communicate(timeout=60)
    assert again == (f"ftmigrate {ftmigrate.__version__}\n", "")


def test_folder_of_the_user_does_not_shadow_modules(tmp_path: Path) -> None:
    """A repository with a rich.py or a platform.py of its own must not be run by ours."""
    for name in ("rich.py", "platform.py", "ftmigrate.py", "argparse.py"):
        (tmp_path / name).write_text("raise SystemExit('the wrong module was imported')")
    done = subprocess.run(
        [sys.executable, "-I", "-m", "ftmigrate", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"ftmigrate {ftmigrate.__version__}\n", done.stderr
