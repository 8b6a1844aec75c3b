"""Run as a script by ftmigrate's own Python: starts commands and says what each used.

On Linux it adopts orphans (PR_SET_CHILD_SUBREAPER), so that the CPU time of every descendant
is counted: a forkserver, the default of multiprocessing on 3.14, is never waited for by the
program that started it, and its workers' time would vanish.

Usage: measuring_supervisor.py MARKER; a request is a JSON line on stdin ("words", "folder",
"variables", "watched"), the answer a line on stdout that begins with MARKER. One process serves a
whole run, because starting it costs more than many a command. The command's output is thrown
away; a `watched` run keeps its end, and looks at the process tree: that costs time, so such a run
is never a sample. Standard library only.
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
_TAIL_BYTES = 4096
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


class Tail:
    """The end of what a command says; draining it never blocks and never grows."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        os.set_blocking(self.reading, False)
        self.data = b""

    def drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.reading, 65536):
                self.data = (self.data + chunk)[-_TAIL_BYTES:]

    def close(self) -> str:
        os.close(self.writing)
        self.drain()
        os.close(self.reading)
        return self.data.decode("utf-8", "replace")


def watch_to_the_end(process: int, tail: Tail) -> Watch:
    watch = Watch(process)
    while os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        watch.look()
        tail.drain()
        time.sleep(_LOOK_SECONDS)
    return watch


def watched_run(request: dict[str, object], adopted: bool) -> dict[str, object]:
    """Run a command and look at it; what it said last, how parallel it was, its memory."""
    tail = Tail()
    try:
        process, started = launch(request, tail.writing)
        watch = watch_to_the_end(process.pid, tail)
        answer = ended(process, started, adopted)
    finally:
        said = tail.close()
    return answer | {"parallel": watch.workers(), "memory": watch.peak, "tail": said}


def launch(request: dict[str, object], output: int) -> tuple["subprocess.Popen[bytes]", float]:
    started = time.monotonic()
    process = subprocess.Popen(
        request["words"],  # type: ignore[call-overload]
        cwd=request["folder"],
        env=request["variables"],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )
    return process, started


def ended(process: "subprocess.Popen[bytes]", started: float, adopted: bool) -> dict[str, object]:
    """Wait for the command and all that it left; exit code, wall and CPU seconds."""
    if not hasattr(os, "wait4"):
        return {"exit": process.wait(), "wall": time.monotonic() - started, "cpu": None, "delay": None}
    if hasattr(os, "waitid"):  # macOS has it from Python 3.13 on
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    delay = main_thread_delay(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime + (reap_stragglers() if adopted else 0.0)
    return {"exit": process.returncode, "wall": wall, "cpu": cpu, "delay": delay}


def answer(request: dict[str, object], adopted: bool) -> dict[str, object]:
    try:
        if request["watched"] and adopted:
            return watched_run(request, adopted)
        return ended(*launch(request, subprocess.DEVNULL), adopted)
    except OSError as error:
        return {"error": f"could not be started: {error.strerror or error}"}


def main() -> None:
    adopted = adopt_orphans()
    for line in sys.stdin:
        sys.stdout.write(sys.argv[1] + json.dumps(answer(json.loads(line), adopted)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
