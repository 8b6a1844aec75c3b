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
        *(
            f"{name}={int(value) if isinstance(value, bool) else value}"
            for name, value in specification.items()
        ),
    ]
    answer = _answer(command, marker, timeout, clean_environment(variables))
    workers = tuple(tuple(Window(*row) for row in rows) for rows in answer["workers"])
    return KernelSample(
        workers=workers,
        gil_enabled=bool(answer["gil"]),
        jit_enabled=bool(answer["jit"]),
        memory=int(answer["memory"]),
        coarse=bool(answer["coarse"]),
    )


def _answer(
    command: Sequence[str | Path], marker: str, timeout: float, variables: Mapping[str, str]
) -> dict[str, Any]:
    try:
        completed = run(command, env=variables, timeout=max(timeout, 0.01), grace=_KILL_GRACE_SECONDS)
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
