"""Watches a test run from outside: tells a hang from a slow machine, and asks who waits for whom."""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ftmigrate.host.watched import Watched
from ftmigrate.model.hanging import Diagnosis, Pace

_ANSWER_SECONDS = 0.9
_BETWEEN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Look:
    """One process at two moments: its answers (None: no Python code answered) and what it used.

    `cpu` and `delay` are the shares of the time between in which it ran, and in which it could
    have run but another process had the processor; `stacks` is faulthandler's text.
    """

    process: int
    first: dict[str, Any] | None
    second: dict[str, Any] | None
    cpu: float
    delay: float
    stacks: str


Judge = Callable[[Sequence[Look], Path], Diagnosis]


@dataclass
class Supervisor:
    """Called a few times a second; True means that the run is to be stopped.

    A test that takes longer than `each` seconds is looked at, again and again; it is stopped
    when it is stuck. After `whole` seconds the run is stopped in any case.
    """

    watch: Watched
    each: float
    whole: float
    judge: Judge
    started: float = field(default_factory=time.monotonic)
    diagnosis: Diagnosis | None = None
    _test: str = ""
    _since: float = field(default_factory=time.monotonic)
    _seen: dict[Path, int] = field(default_factory=dict)

    def __call__(self, process: int) -> bool:
        now = time.monotonic()
        self._follow(now)
        late = now - self.started >= self.whole
        if not late and (not self._test or now - self._since < self.each):
            return False  # before the first test, or in time
        looks = [look_at(self.watch, pid) for pid in self._alive(process)]
        self._since = time.monotonic()
        if not _lives(looks[0].process) and not late:
            return False  # it came to its end while it was looked at
        self.diagnosis = self.judge(looks, self.watch.tree)
        return late or (self.diagnosis.pace is Pace.STUCK and bool(self._test))

    def _follow(self, now: float) -> None:
        """Which test runs, read from what the plugin has written since the last call."""
        for path in [*self.watch.folder.glob("pytest-*.jsonl"), *self.watch.folder.glob("unittest-*.jsonl")]:
            with path.open("rb") as file:
                file.seek(self._seen.get(path, 0))
                text = file.read()
            whole, _, _ = text.rpartition(b"\n")
            if not whole:
                continue
            self._seen[path] = self._seen.get(path, 0) + len(whole) + 1
            for line in whole.splitlines():
                with contextlib.suppress(ValueError):
                    record = json.loads(line)
                    if record["kind"] == "running":
                        self._test, self._since = record["test"], now

    def _alive(self, process: int) -> list[int]:
        """The processes that were started under watch and live; the one that runs the tests first."""
        found = {int(path.name.split("-")[1]) for path in self.watch.folder.glob("process-*.jsonl")}
        first = {int(path.name.split("-")[1]) for path in self.watch.folder.glob("*test-*.jsonl")}
        alive = [pid for pid in found if _lives(pid)]
        return sorted(alive, key=lambda pid: (pid not in first, pid)) or [process]


def look_at(watch: Watched, process: int) -> Look:
    """Ask a process twice, half a second apart."""
    first = _ask(watch, process)
    before, began = _usage(process), time.monotonic()
    time.sleep(_BETWEEN_SECONDS)
    after, seconds = _usage(process), time.monotonic() - began
    second = _ask(watch, process) if first is not None else None
    stacks = "" if second is not None else _stacks(watch, process)
    cpu, delay = ((new - old) / seconds for new, old in zip(after, before, strict=True))
    return Look(process, first, second, cpu, delay, stacks)


def _ask(watch: Watched, process: int) -> dict[str, Any] | None:
    if sys.platform == "win32" or not (watch.folder / f"stacks-{process}.txt").exists():
        return None  # without its answer to the signal, the signal would end it
    old = set(watch.folder.glob(f"hang-{process}-*.json"))
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(process, signal.SIGUSR2)
        end = time.monotonic() + _ANSWER_SECONDS
        while time.monotonic() < end:
            time.sleep(0.02)
            if new := set(watch.folder.glob(f"hang-{process}-*.json")) - old:
                answer: dict[str, Any] = json.loads(new.pop().read_text(encoding="utf-8"))
                return answer
    return None


def _stacks(watch: Watched, process: int) -> str:
    path = watch.folder / f"stacks-{process}.txt"
    if sys.platform == "win32" or not path.exists():
        return ""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(process, signal.SIGUSR1)
        time.sleep(0.2)
    return path.read_text(encoding="utf-8", errors="replace")


def _usage(process: int) -> tuple[float, float]:
    """Seconds on a processor, and waiting for one, of all threads (Linux); zeros elsewhere."""
    ran = delayed = 0.0
    for path in Path(f"/proc/{process}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError, ValueError):
            on, waiting, _ = path.read_text().split()
            ran, delayed = ran + int(on) / 1e9, delayed + int(waiting) / 1e9
    return ran, delayed


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    with contextlib.suppress(OSError):  # one that ended and was not waited for yet still has its entry
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True
