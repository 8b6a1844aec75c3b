"""Running other programs: bounded in time and output, never left behind.

Every child is the leader of its own process group, has a closed stdin, and is killed with
its group at a time-out or when ftmigrate itself is interrupted.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# Variables that change which Python starts, or how it starts. PYTHON_GIL=0 alone stops every GIL build.
PYTHON_VARIABLES = (
    "PYTHON_GIL",
    "PYTHON_JIT",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "PYTHONPLATLIBDIR",
    "PYTHONSAFEPATH",
    "PYTHONOPTIMIZE",
    "PYTHONUTF8",
    "UV_PYTHON",
    "VIRTUAL_ENV",
    "VIRTUAL_ENV_PROMPT",
    "CONDA_PREFIX",
    "__PYVENV_LAUNCHER__",
)

OUTPUT_LIMIT = 32 * 1024 * 1024
_GRACE_SECONDS = 2.0
_WATCH_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Completed:
    """A finished process. Output is decoded as UTF-8 with replacement, its first bytes dropped
    past `OUTPUT_LIMIT`; `exit_code` is negative for a signal, as in subprocess."""

    command: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str
    seconds: float
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        return self.exit_code == 0 and not self.timed_out

    def tail(self, lines: int = 15) -> str:
        """The last lines of what it said, stderr first choice: for an error message."""
        text = self.stderr.strip() or self.stdout.strip()
        return "\n".join(text.splitlines()[-lines:])


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The user's environment without what changes how a Python starts, plus `extra`."""
    environment = {key: value for key, value in os.environ.items() if key not in PYTHON_VARIABLES}
    environment.update(extra or {})
    return environment


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
    stdin: str | None = None,
    on_line: Callable[[str], None] | None = None,
    grace: float = _GRACE_SECONDS,
    watch: Callable[[int], bool] | None = None,
) -> Completed:
    """Run to the end and return what it said; a program that is missing raises OSError.

    `env` None means `clean_environment()`. `on_line` gets each line of both streams as it
    comes (for progress), from a reader thread. At a time-out the program has `grace` seconds
    to end by itself. `watch` is called a few times a second with the process id; where it
    returns True, that is a time-out too.
    """
    words = tuple(str(word) for word in command)
    started = time.monotonic()
    process = start(
        words, cwd=cwd, env=env, stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL
    )
    assert process.stdout is not None and process.stderr is not None
    out, err = _Reader(process.stdout, on_line), _Reader(process.stderr, on_line)
    if stdin is not None:
        threading.Thread(target=_feed, args=(process, stdin.encode()), daemon=True).start()
    timed_out = False
    try:
        _wait(process, timeout, watch)
    except subprocess.TimeoutExpired:
        timed_out = True
        kill_group(process, grace)
    except BaseException:  # Ctrl-C above all: nothing we started may outlive us
        kill_group(process)
        raise
    return Completed(
        command=words,
        exit_code=process.wait(),
        stdout=out.text(),
        stderr=err.text(),
        seconds=time.monotonic() - started,
        timed_out=timed_out,
    )


def _wait(
    process: subprocess.Popen[bytes], timeout: float | None, watch: Callable[[int], bool] | None
) -> None:
    if watch is None:
        if timeout is None or not hasattr(os, "pidfd_open"):
            process.wait(timeout)
        else:
            _wait_for_descriptor(process, timeout)
        return
    end = None if timeout is None else time.monotonic() + timeout
    while process.poll() is None:
        if watch(process.pid) or (end is not None and time.monotonic() >= end):
            raise subprocess.TimeoutExpired(process.args, timeout or 0.0)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_WATCH_SECONDS)


def _wait_for_descriptor(process: subprocess.Popen[bytes], timeout: float) -> None:
    """As `process.wait(timeout)`, which looks every 50 ms: too long for programs that take 60."""
    try:
        descriptor = os.pidfd_open(process.pid)
    except OSError:  # reaped already, or a kernel without it
        process.wait(timeout)
        return
    try:
        ready = select.poll()
        ready.register(descriptor, select.POLLIN)
        if not ready.poll(min(timeout * 1000, 2**31 - 1)):
            raise subprocess.TimeoutExpired(process.args, timeout)
    finally:
        os.close(descriptor)
    process.wait()


def start(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: int | IO[bytes] | None = subprocess.DEVNULL,
    stdout: int | IO[bytes] = subprocess.PIPE,
    stderr: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own; the caller ends it with `kill_group`."""
    return subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env=clean_environment() if env is None else dict(env),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        process_group=0 if os.name == "posix" else None,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def kill_group(process: subprocess.Popen[bytes], grace: float = _GRACE_SECONDS) -> None:
    """SIGTERM, then after `grace` seconds SIGKILL, to the process and all in its group."""
    if os.name != "posix":
        process.kill()
        return
    _signal_group(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    if sys.platform != "win32":
        _signal_group(process.pid, signal.SIGKILL)


def _signal_group(group: int, number: int) -> None:
    if sys.platform == "win32":
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):  # all of it is gone already
        os.killpg(group, number)


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError), process.stdin as pipe:  # it may end without reading
        pipe.write(data)


class _Reader:
    """Drains one stream in a thread, so that a chatty child never blocks."""

    def __init__(self, stream: IO[bytes], on_line: Callable[[str], None] | None) -> None:
        self._stream = stream
        self._on_line = on_line
        self._chunks: list[bytes] = []
        self._size = 0
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        with self._stream:
            for line in iter(lambda: self._stream.readline(65536), b""):
                self._chunks.append(line)
                self._size += len(line)
                if self._size > 2 * OUTPUT_LIMIT:
                    self._shorten()
                if self._on_line is not None:
                    self._on_line(line.decode("utf-8", "replace").rstrip("\r\n"))

    def _shorten(self) -> None:
        kept = b"".join(self._chunks)[-OUTPUT_LIMIT:]
        self._chunks, self._size = [kept], len(kept)

    def text(self) -> str:
        # A grandchild that left the group may hold the pipe open for ever: what came until now must do.
        self._thread.join(timeout=_GRACE_SECONDS)
        return b"".join(self._chunks)[-OUTPUT_LIMIT:].decode("utf-8", "replace")
