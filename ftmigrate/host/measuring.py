"""Taking one sample: a fresh process of the target interpreter that runs a kernel or a command."""

import json
import os
import re
import secrets
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ftmigrate.host.processes import Completed, clean_environment, run
from ftmigrate.model.errors import FtmigrateError, UsageError
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import CommandSample, KernelSample, Window

_SUPERVISOR = Path(__file__).with_name("measuring_supervisor.py")
_SHELL_WORDS = re.compile(r"[|&;<>$`*?~(){}\n]")
_KILL_GRACE_SECONDS = 0.1


class SampleFailed(FtmigrateError):
    """This sample could not be taken; `timed_out` where its time was up. Never ends the run."""

    def __init__(self, what: str, *, timed_out: bool = False) -> None:
        super().__init__(what)
        self.timed_out = timed_out


def sample_kernel(
    environment: Environment,
    script: Path,
    specification: Mapping[str, object],
    *,
    timeout: float,
    flags: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
) -> KernelSample:
    """Run `script` (bench/kernel_process.py) once.

    Site packages are left out (`-S`): kernels need the standard library only. `-I` would discard
    PYTHON_JIT, so the environment is cleaned instead. Raises SampleFailed.
    """
    marker = secrets.token_hex(8)
    command: list[str | Path] = [
        environment.python,
        "-B",
        "-s",
        "-S",
        "-P",
        *flags,
        script,
        marker,
        json.dumps(specification),
    ]
    answer, _ = _answer(command, marker, timeout, clean_environment(variables), None)
    workers = tuple(tuple(Window(*row) for row in rows) for rows in answer["workers"])
    return KernelSample(
        workers=workers,
        gil_enabled=bool(answer["gil"]),
        jit_enabled=bool(answer["jit"]),
        memory=int(answer["memory"]),
    )


def sample_command(
    words: Sequence[str], tree: Path, variables: Mapping[str, str], *, timeout: float, watched: bool = False
) -> CommandSample:
    """Run the user's command once in `tree`; its output is thrown away. Raises SampleFailed.

    A `watched` run also tells how many threads and processes did real work, how much memory
    they had at most, and what the command said where it failed; its times are no sample.
    """
    marker = secrets.token_hex(8)
    command: list[str | Path] = [sys.executable, "-I", "-S", _SUPERVISOR, marker, str(int(watched)), *words]
    answer, said = _answer(command, marker, timeout, variables, tree)
    if answer["exit"] != 0:
        last = _last_line(said)
        raise SampleFailed(f"ended with {_how(answer['exit'])}{f': {last}' if last else ''}")
    return CommandSample(
        cpu=answer["cpu"],
        wall=answer["wall"],
        delay=answer["delay"],
        parallel=answer.get("parallel", 0),
        memory=answer.get("memory", 0),
    )


def command_words(command: str) -> tuple[str, ...]:
    """The words of a configured command line; one that needs a shell is given to `sh`.

    Raises UsageError for a line with an unclosed quote or with nothing in it.
    """
    if os.name == "posix" and _SHELL_WORDS.search(command):
        return ("/bin/sh", "-c", command)
    try:
        words = tuple(shlex.split(command, posix=os.name == "posix"))
    except ValueError as error:
        raise UsageError(f"the command {command!r} can't be read: {error}.") from error
    if not words:
        raise UsageError("a command of [tool.ftmigrate.bench.commands] is empty.")
    return words


def _answer(
    command: Sequence[str | Path],
    marker: str,
    timeout: float,
    variables: Mapping[str, str],
    cwd: Path | None,
) -> tuple[dict[str, Any], str]:
    """The marked line as a value, and what was said on stderr."""
    completed = _to_the_end(command, timeout, variables, cwd)
    if completed.timed_out:
        raise SampleFailed(f"did not end within {timeout:.1f} s", timed_out=True)
    for line in completed.stdout.splitlines():
        if line.startswith(marker):
            return json.loads(line[len(marker) :]), completed.stderr
    last = _last_line(completed.stderr) or "it said nothing"
    raise SampleFailed(f"ended with {_how(completed.exit_code)}: {last}")


def _to_the_end(
    command: Sequence[str | Path], timeout: float, variables: Mapping[str, str], cwd: Path | None
) -> Completed:
    try:
        return run(command, cwd=cwd, env=variables, timeout=max(timeout, 0.01), grace=_KILL_GRACE_SECONDS)
    except OSError as error:
        raise SampleFailed(f"could not be started: {error.strerror or error}") from error


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip()[:200] if lines else ""


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
