"""ftmigrate's own environment, made from this checkout on first use.

Needs nothing but a Python 3.11+ with pip or ensurepip. The environment lives in the user's data
folder, keyed by the checkout, its pyproject.toml and the Python that makes it, so that a changed
dependency or another checkout gets its own. A lock makes it safe to start twice at once; an
environment without its `complete` marker is never used.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def ensure(group: str = "") -> Path:
    """The absolute path of the environment's python; made first where it is missing.

    `group` is a dependency group of pyproject.toml to install besides ftmigrate itself. Raises
    SystemExit with one sentence where it cannot be made.
    """
    folder = data_folder() / "launcher" / _key(group)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    marker = folder / "complete"
    if not marker.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.with_suffix(".lock")):
            if not marker.exists():
                _make(folder, python, group)
                marker.touch()
    return python


def data_folder() -> Path:
    """The same folder as platformdirs.user_data_dir("ftmigrate", appauthor=False)."""
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        return Path(local) / "ftmigrate"
    if sys.platform == "darwin" and not os.environ.get("XDG_DATA_HOME"):
        return Path.home() / "Library" / "Application Support" / "ftmigrate"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "ftmigrate"


def _key(group: str) -> str:
    version = (CHECKOUT / "ftmigrate" / "__init__.py").read_bytes()
    project = (CHECKOUT / "pyproject.toml").read_bytes()
    parts = (
        str(CHECKOUT).encode(),
        version,
        project,
        sys.version.encode(),
        sys.prefix.encode(),
        group.encode(),
    )
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _make(folder: Path, python: Path, group: str) -> None:
    started = time.monotonic()
    _say(f"ftmigrate: making its own environment (once for this checkout) in {folder}")
    shutil.rmtree(folder, ignore_errors=True)
    installer = _create(folder, python)
    _run_pip(
        [*installer, "install", "--progress-bar", "off", "--editable", str(CHECKOUT), *_requirements(group)]
    )
    _say(f"ftmigrate: its own environment is ready ({time.monotonic() - started:.0f} s)")


def _create(folder: Path, python: Path) -> list[str]:
    """Make the environment and return the pip command that installs into it.

    A pip that is there already (22.3 or newer) can install into another environment, which saves
    the many seconds of ensurepip; Debian's system Python has one of the two or neither.
    """
    if _host_pip_version() >= (22, 3):
        _run([sys.executable, "-m", "venv", "--without-pip", str(folder)])
        return [sys.executable, "-m", "pip", "--python", str(python)]
    try:
        _run([sys.executable, "-m", "venv", str(folder)])
    except subprocess.CalledProcessError:
        raise SystemExit(
            f"ftmigrate: error: {sys.executable} has neither pip nor ensurepip.\n"
            "  Install them (on Debian and Ubuntu: apt install python3-venv) and run the command again."
        ) from None
    return [str(python), "-m", "pip"]


def _host_pip_version() -> tuple[int, ...]:
    try:
        import pip
    except ImportError:
        return (0,)
    return tuple(int(part) for part in pip.__version__.split(".")[:2] if part.isdigit())


def _requirements(group: str) -> list[str]:
    """The requirements of a dependency group (PEP 735); the pip that is there may not read groups."""
    groups = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]

    def expand(name: str) -> Iterator[str]:
        for item in groups[name]:
            if isinstance(item, str):
                yield item
            else:
                yield from expand(item["include-group"])

    return list(expand(group)) if group else []


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _run_pip(command: list[str]) -> None:
    """Run pip; show the package it is busy with, and all that it said where it fails."""
    said: list[str] = []
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    environment.pop("PYTHONPATH", None)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if line.startswith(("Collecting", "Installing", "Building", "  Installing", "  Preparing")):
                _status(line.strip())
    _status("")
    if process.returncode:
        sys.stderr.write("".join(said[-20:]))
        raise SystemExit(
            "ftmigrate: error: pip could not install what ftmigrate needs (its last lines are above).\n"
            "  Check that pip reaches a package index (pip config list), then run the command again."
        )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _status(text: str) -> None:
    """One line that is overwritten, on a terminal only."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[K{text[:width]}")
        sys.stderr.flush()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that the operating system frees when its holder dies."""
    with path.open("a+b") as file:
        if os.name == "nt":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
                    break
                except OSError:  # it gives up after ten seconds; installing may take longer
                    continue
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _say("ftmigrate: waiting for another start that is making the same environment ...")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
