"""Taking one sample of a kernel: a fresh process of the target interpreter."""

import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ftmigrate.host.processes import clean_environment, run
from ftmigrate.model.errors import FtmigrateError
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import KernelSample, Window

_KILL_GRACE_SECONDS = 0.1
_KERNEL_FLAGS = ("-B", "-s", "-S", "-P")
_PROJECT_FLAGS = ("-P",)


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
    folder: Path | None = None,
) -> KernelSample:
    """Run `script` (bench/kernel_process.py) once.

    Site packages are left out (`-S`): kernels need the standard library only. With `folder` it is
    the project's own code, which runs there and has them. `-I` would discard PYTHON_JIT, so the
    environment is cleaned instead. Raises SampleFailed.
    """
    flags = (*(_KERNEL_FLAGS if folder is None else _PROJECT_FLAGS), *flags)
    marker = secrets.token_hex(8)
    command = _command(environment, script, marker, specification, flags)
    answer = _answer(command, marker, timeout, clean_environment(variables), folder)
    workers = tuple(tuple(Window(*row) for row in rows) for rows in answer["workers"])
    return KernelSample(
        workers=workers,
        gil_enabled=bool(answer["gil"]),
        jit_enabled=bool(answer["jit"]),
        memory=int(answer["memory"]),
        coarse=bool(answer["coarse"]),
    )


def describe_kernel(
    environment: Environment,
    script: Path,
    specification: Mapping[str, object],
    *,
    timeout: float,
    variables: Mapping[str, str],
    folder: Path,
) -> list[dict[str, Any]]:
    """What workers of the project's code share (bench/function_kernel.py). Raises SampleFailed."""
    marker = secrets.token_hex(8)
    command = _command(environment, script, marker, {**specification, "mode": "describe"}, _PROJECT_FLAGS)
    answer = _answer(command, marker, timeout, clean_environment(variables), folder)
    found: list[dict[str, Any]] = answer["objects"]
    return found


def _command(
    environment: Environment,
    script: Path,
    marker: str,
    specification: Mapping[str, object],
    flags: Sequence[str],
) -> tuple[str | Path, ...]:
    words = [f"{k}={int(v) if isinstance(v, bool) else v}" for k, v in specification.items()]
    return (environment.python, *flags, script, marker, *words)


def _answer(
    command: Sequence[str | Path],
    marker: str,
    timeout: float,
    variables: Mapping[str, str],
    folder: Path | None,
) -> dict[str, Any]:
    try:
        completed = run(
            command, cwd=folder, env=variables, timeout=max(timeout, 0.01), grace=_KILL_GRACE_SECONDS
        )
    except OSError as error:
        raise SampleFailed(f"could not be started: {error.strerror or error}") from error
    if completed.timed_out:
        raise SampleFailed(f"did not end within {timeout:.1f} s", timed_out=True)
    for line in completed.stdout.splitlines():
        if line.startswith(marker):
            found: dict[str, Any] = json.loads(line[len(marker) :])
            return found
    last = last_line(completed.stderr) or "it said nothing"
    raise SampleFailed(f"ended with {how_it_ended(completed.exit_code)}: {last}")


def last_line(text: str) -> str:
    """What a failed program said last, for a message; empty where it said nothing."""
    lines = text.strip().splitlines()
    return lines[-1].strip()[:200] if lines else ""


def how_it_ended(code: int) -> str:
    """`exit code 1` or `signal 9`."""
    return f"signal {-code}" if code < 0 else f"exit code {code}"
