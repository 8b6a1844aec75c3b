"""What tests share: real interpreters, provisioned once into the user's data folder, and npm packages."""

import hashlib
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from ftmigrate.host.folders import cache_folder
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Interpreter, Resolution
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.interpreters import obtain

# A shell without job control starts what runs in its background deaf to Ctrl-C, and so would be all that
# the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _obtained(request: str, stand_in: str | None) -> Resolution:
    substitute = Target.parse(stand_in) if stand_in else None
    obtained = obtain(Target.parse(request), Configuration(), stand_in=substitute, progress=Silent())
    if obtained.resolution is None:
        pytest.skip(f"no {request} here: {' '.join(obtained.explanations)}")
    return obtained.resolution


@pytest.fixture(scope="session")
def gil_interpreter() -> Interpreter:
    """A 3.14 with the GIL."""
    return _obtained("3.14", None).interpreter


@pytest.fixture(scope="session")
def free_threaded_resolution() -> Resolution:
    """3.14t, or 3.13t as its stand-in; the resolution says which."""
    return _obtained("3.14t", "3.13t")


@pytest.fixture(scope="session")
def free_threaded_interpreter(free_threaded_resolution: Resolution) -> Interpreter:
    return free_threaded_resolution.interpreter


@pytest.fixture(scope="session")
def node_packages() -> Path:
    """A folder whose `node_modules` has what tests/node/package.json names; installed on first use."""
    wanted = Path(__file__).parent / "node" / "package.json"
    key = hashlib.sha256(wanted.read_bytes()).hexdigest()[:16]
    folder = cache_folder() / "tests" / f"node-{key}"
    if not folder.is_dir():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not here")
        staging = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        shutil.copy(wanted, staging)
        words: list[str | Path] = [
            npm,
            "install",
            "--prefix",
            staging,
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
        ]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            pytest.skip(f"npm could not install: {done.stderr.strip().splitlines()[-1:]}")
        staging.rename(folder)
    return folder
