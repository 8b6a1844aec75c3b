"""Asking a candidate what it is: one process, whatever lies in its way.

The environment is scrubbed and `-I` given, because one exported PYTHON_GIL=0 stops every GIL build
and a PYTHONHOME every other one; stdin is closed; the answer stands between random markers because
site hooks print; and a candidate that hangs is killed after ten seconds.
"""

import json
import secrets
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from ftmigrate.host.processes import Completed, clean_environment, run

TIME_LIMIT = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """`facts` as `probe_script.facts` gave them, or None and the `reason` in one sentence.

    `passing` says that the reason may be gone the next time (a time-out, too many processes).
    """

    facts: dict[str, Any] | None
    reason: str = ""
    passing: bool = False


@cache
def script() -> str:
    return Path(__file__).with_name("probe_script.py").read_text(encoding="utf-8")


@cache
def script_hash() -> str:
    return sha256(script().encode()).hexdigest()[:16]


def ask(python: Path, *, time_limit: float = TIME_LIMIT) -> Answer:
    """Start `python` once and read its answer; never raises for what a candidate does."""
    marker = secrets.token_hex(16)
    try:
        done = run(
            [python, "-I", "-c", script(), marker],
            env=clean_environment({"PYTHONDONTWRITEBYTECODE": "1"}),
            cwd=Path(python.anchor or "/"),
            timeout=time_limit,
        )
    except OSError as error:
        return Answer(None, f"it can't be started: {error.strerror or error}.")
    if done.timed_out:
        return Answer(None, f"it gave no answer within {time_limit:g} seconds.", passing=True)
    return _read(done, marker)


def _read(done: Completed, marker: str) -> Answer:
    _, found, rest = done.stdout.partition(marker)
    text, closed, _ = rest.partition(marker)
    if not (found and closed):
        return Answer(None, _failure(done))
    try:
        return Answer(json.loads(text))
    except ValueError:
        return Answer(None, "its answer can't be read.")


def _failure(done: Completed) -> str:
    said = (done.stderr.strip() or done.stdout.strip()).splitlines()
    last = f": {said[-1].strip()[:160]}" if said else ""
    if done.exit_code == 127:
        return f"it is a shim without an interpreter behind it (exit 127){last}"
    if done.exit_code < 0:
        return f"it was ended by signal {-done.exit_code}{last}"
    if done.exit_code == 0:
        return f"it does not behave like a Python{last}"
    return f"it ended with exit {done.exit_code}{last}"
