"""Run as a script by ftmigrate's own Python: starts one command and says what it used.

On Linux it adopts orphans (PR_SET_CHILD_SUBREAPER), so that the CPU time of every descendant
is counted: a forkserver, the default of multiprocessing on 3.14, is never waited for by the
program that started it, and its workers' time would vanish.

Usage: measuring_supervisor.py MARKER WATCH COMMAND... ; the answer is one line on stdout. With
WATCH `1` it also looks at the process tree while it runs, and lets the command's output through:
that costs time, so such a run is never a sample. Standard library only.
"""

# ruff: noqa: PTH123, PTH208
# Importing pathlib would cost every sample milliseconds.

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time

_PR_SET_CHILD_SUBREAPER = 36
_STRAGGLERS_SECONDS = 2.0
_LOOK_SECONDS = 0.02
_MEMORY_LOOKS = 4  # reading memory is dear: every so many looks
_REAL_WORK = 0.1  # of all CPU time: a thread or process that used less is no worker


class Watch:
    """Which threads and processes of the tree did real work, and its peak of memory."""

    def __init__(self, root: int) -> None:
        self.root = root
        self.used: dict[tuple[int, int], int] = {}
        self.peak = 0
        self.looks = 0

    def look(self) -> None:
        total, weigh = 0, self.looks % _MEMORY_LOOKS == 1
        self.looks += 1
        for process in self._tree(self.root):
            with contextlib.suppress(OSError, ValueError, IndexError):
                for thread in os.listdir(f"/proc/{process}/task"):
                    self.used[process, int(thread)] = int(
                        _read(f"/proc/{process}/task/{thread}/schedstat").split()[0]
                    )
                total += _proportional_set_size(process) if weigh else 0
        self.peak = max(self.peak, total)

    def workers(self) -> int:
        least = _REAL_WORK * sum(self.used.values())
        return sum(value > least for value in self.used.values())

    def _tree(self, process: int) -> list[int]:
        found = [process]
        with contextlib.suppress(OSError, ValueError):
            for thread in os.listdir(f"/proc/{process}/task"):
                for child in _read(f"/proc/{process}/task/{thread}/children").split():
                    found += self._tree(int(child))
        return found


def _read(path: str) -> str:
    with open(path, encoding="ascii", errors="replace") as file:
        return file.read()


def _proportional_set_size(process: int) -> int:
    for line in _read(f"/proc/{process}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def adopt_orphans() -> bool:
    """True where processes that lose their parent now become ours."""
    if not sys.platform.startswith("linux"):
        return False
    return bool(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def main_thread_delay(process: int) -> float | None:
    """Seconds that the process's main thread waited for a processor; None without schedstat."""
    try:
        return int(_read(f"/proc/{process}/schedstat").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return None


def reap_stragglers() -> float:
    """Wait for what the command left running, and end it after a while; its CPU seconds."""
    used, deadline = 0.0, time.monotonic() + _STRAGGLERS_SECONDS
    while True:
        try:
            process, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return used
        if process:
            used += usage.ru_utime + usage.ru_stime
        elif time.monotonic() > deadline:
            for word in _read(f"/proc/self/task/{os.getpid()}/children").split():
                os.kill(int(word), signal.SIGKILL)
        else:
            time.sleep(0.001)


def watch_to_the_end(process: int) -> Watch:
    watch = Watch(process)
    while os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        watch.look()
        time.sleep(_LOOK_SECONDS)
    return watch


def supervise(command: list[str], watched: bool) -> dict[str, object]:
    """Run the command to its end; its exit code, wall and CPU seconds."""
    adopted = adopt_orphans()
    output = None if watched else subprocess.DEVNULL
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr if watched else output, stderr=output
    )
    if not hasattr(os, "wait4"):
        return {"exit": process.wait(), "wall": time.monotonic() - started, "cpu": None, "delay": None}
    answer: dict[str, object] = {}
    if hasattr(os, "waitid"):  # macOS has it from Python 3.13 on
        if watched and adopted:
            watch = watch_to_the_end(process.pid)
            answer |= {"parallel": watch.workers(), "memory": watch.peak}
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    delay = main_thread_delay(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime + (reap_stragglers() if adopted else 0.0)
    return answer | {"exit": process.returncode, "wall": wall, "cpu": cpu, "delay": delay}


if __name__ == "__main__":
    said = supervise(sys.argv[3:], sys.argv[2] == "1")
    sys.stdout.write(sys.argv[1] + json.dumps(said) + "\n")
