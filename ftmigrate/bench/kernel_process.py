"""Run as a script inside a target interpreter: runs one kernel and prints what it took.

Usage: kernel_process.py MARKER NAME=VALUE...; the answer is one line of JSON on stdout. Standard
library only. A worker's time is cut into windows of a millisecond or two, each with its start and
end on the machine-wide monotonic clock, its CPU time and its run delay (the time it was ready and
had no processor), so that afterwards one can tell which windows of different workers really ran
at the same time.
"""

# ruff: noqa: PTH123
# Importing pathlib would cost every sample milliseconds.

# The same holds for json, subprocess and threading: half of a sample's time before they were left
# to the modes that need them. What is not cached as bytecode (Debian's packages) costs more still.

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
else:
    ModuleType = type(sys)

WARM_UP_WINDOWS = 3

# Windows counts a thread's CPU time in steps of 1/64 s, which is longer than a window.
COARSE = time.get_clock_info("thread_time").resolution > 1e-4
cpu_ns = time.perf_counter_ns if COARSE else time.thread_time_ns

Rows = list[tuple[int, int, int, int, int]]


class Delay:
    """Nanoseconds that the calling thread has waited for a processor; -1 without schedstat.

    Each thread makes its own, because the file names the thread that opened it.
    """

    def __init__(self) -> None:
        try:
            self._file = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        except OSError:
            self._file = -1

    def read(self) -> int:
        return int(os.pread(self._file, 64, 0).split()[1]) if self._file >= 0 else -1


def load(path: str) -> ModuleType:
    module = ModuleType("kernel")
    module.__file__ = path
    sys.modules["kernel"] = module  # where its classes are looked up
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), path, "exec")
    exec(code, module.__dict__)
    return module


def calibrate(kernel: ModuleType, state: object, window_ns: int) -> int:
    """How many operations take about `window_ns` of CPU time, as the quickest of a few tries."""
    count, kernel_run = getattr(kernel, "START", 16), kernel.run
    while True:
        quickest = 1 << 62
        for _ in range(3):
            before = cpu_ns()
            kernel_run(state, count)
            quickest = min(quickest, cpu_ns() - before)
        if quickest >= window_ns // 4:
            return max(1, count * window_ns // quickest)
        count *= 2


def windows(kernel: ModuleType, state: object, count: int, wanted_ns: int, limit_ns: int) -> Rows:
    """Run windows until `wanted_ns` of CPU time or `limit_ns` of wall time are used."""
    delay, rows, used, kernel_run = Delay(), [], 0, kernel.run
    deadline = time.monotonic_ns() + limit_ns
    while used < wanted_ns:
        delayed = delay.read()
        start, cpu = time.monotonic_ns(), cpu_ns()
        kernel_run(state, count)
        spent, end = cpu_ns() - cpu, time.monotonic_ns()
        waited = delay.read() - delayed if delayed >= 0 else -1
        rows.append((start, end, spent, waited, count))
        used += spent
        if end >= deadline:
            break
    return rows


def warm_up(kernel: ModuleType, state: object, count: int) -> None:
    for _ in range(WARM_UP_WINDOWS):
        kernel.run(state, count)


def serial(kernel: ModuleType, want: dict[str, int], wait: bool) -> list[Rows]:
    state = kernel.prepare()
    count = calibrate(kernel, state, want["window_ns"])
    warm_up(kernel, state, count)
    if wait:  # one of several processes: all begin when the leader says so
        assert sys.__stdout__ is not None  # a kernel may put another one in its place
        sys.__stdout__.write("ready\n")
        sys.__stdout__.flush()
        sys.stdin.readline()
    return [windows(kernel, state, count, want["wanted_ns"], want["limit_ns"])]


def threads(kernel: ModuleType, want: dict[str, int], shared: bool) -> list[Rows]:
    import threading

    common = kernel.prepare()
    count = calibrate(kernel, common, want["window_ns"])
    barrier = threading.Barrier(want["workers"])
    results: list[Rows] = [[] for _ in range(want["workers"])]
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            state = common if shared else kernel.prepare()
            warm_up(kernel, state, count)
            barrier.wait()
            results[number] = windows(kernel, state, count, want["wanted_ns"], want["limit_ns"])
        except BaseException as error:  # the others must not wait for ever
            errors.append(error)
            barrier.abort()

    group = [threading.Thread(target=work, args=(number,)) for number in range(want["workers"])]
    for thread in group:
        thread.start()
    for thread in group:
        thread.join()
    if errors:
        raise errors[0]
    return results


def processes(specification: dict[str, str], workers: int) -> tuple[list[Rows], int]:
    """The same in a process a worker, begun together; their windows, and their memory in bytes."""
    import json
    import subprocess

    flags = sys.orig_argv[1 : sys.orig_argv.index(sys.argv[0])]
    words = [f"{name}={value}" for name, value in {**specification, "mode": "worker"}.items()]
    command = [sys.executable, *flags, sys.argv[0], "", *words]
    group = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    for process in group:
        assert process.stdout is not None
        process.stdout.readline()
    for process in group:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [json.loads(process.communicate()[0].strip().splitlines()[-1]) for process in group]
    return [rows for answer in answers for rows in answer["workers"]], sum(a["memory"] for a in answers)


_IN_INTERPRETER = """\
import importlib.util
spec = importlib.util.spec_from_file_location("kernel_process", {script!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
module.in_interpreter({specification!r}, {ready}, {go}, {out})
"""


def in_interpreter(specification: dict[str, str], ready: int, go: int, out: int) -> None:
    """The worker of `interpreters`: says that it is ready, waits for a byte, writes its windows."""
    import json

    kernel, want = load(specification["kernel"]), numbers(specification)
    state = kernel.prepare()
    count = calibrate(kernel, state, want["window_ns"])
    warm_up(kernel, state, count)
    os.write(ready, b"r")
    os.read(go, 1)
    rows = windows(kernel, state, count, want["wanted_ns"], want["limit_ns"])
    with os.fdopen(out, "w", closefd=False) as file:
        json.dump(rows, file)


def interpreters(specification: dict[str, str], workers: int) -> list[Rows]:
    """The same in a subinterpreter a worker (PEP 734, Python 3.14 and newer), begun together."""
    import json
    import threading
    from concurrent import interpreters as subinterpreters  # type: ignore[attr-defined,unused-ignore]

    ready, said = os.pipe()
    wait, go = os.pipe()
    pipes = [os.pipe() for _ in range(workers)]

    def work(out: int) -> None:
        names = {"ready": said, "go": wait, "out": out}
        code = _IN_INTERPRETER.format(script=__file__, specification=specification, **names)
        interpreter = subinterpreters.create()
        try:
            interpreter.exec(code)
        finally:  # if it failed: the others and the reader must not wait for ever
            os.write(said, b"r")
            os.close(out)
            interpreter.close()

    group = [threading.Thread(target=work, args=(out,)) for _, out in pipes]
    for thread in group:
        thread.start()
    for _ in group:
        os.read(ready, 1)
    os.write(go, b"g" * workers)
    results = []
    for reading, _ in pipes:
        with os.fdopen(reading) as file:
            results.append(json.load(file))
    for thread in group:
        thread.join()
    return results


def memory() -> int:
    """Proportional set size of this process in bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/smaps_rollup", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration, ValueError):
        return 0


def numbers(specification: dict[str, str]) -> dict[str, int]:
    return {name: int(specification[name]) for name in ("workers", "window_ns", "wanted_ns", "limit_ns")}


def main() -> None:
    marker, *words = sys.argv[1:]
    specification = dict(word.split("=", 1) for word in words)
    want = numbers(specification)
    kernel, mode = load(specification["kernel"]), specification["mode"]
    held = 0
    if mode == "describe":
        import json

        answer_line(marker, json.dumps({"objects": kernel.describe()}))
        return
    if mode == "processes":
        rows, held = processes(specification, want["workers"])
    elif mode == "interpreters":
        rows = interpreters(specification, want["workers"])
    elif mode == "threads":
        rows = threads(kernel, want, specification["shared"] == "1")
    else:
        rows = serial(kernel, want, wait=mode == "worker")
    jit = getattr(sys, "_jit", None)
    answer = {
        "workers": rows,
        "gil": int(getattr(sys, "_is_gil_enabled", lambda: True)()),
        "jit": int(jit is not None and jit.is_enabled()),
        "memory": held or memory(),
        "coarse": int(COARSE),
    }
    # Names and whole numbers only: that is JSON but for its quotes.
    answer_line(marker, str(answer).replace("'", '"').replace("(", "[").replace(")", "]"))


def answer_line(marker: str, text: str) -> None:
    """On a line of its own, whatever the project's code has written."""
    assert sys.__stdout__ is not None
    sys.__stdout__.write(f"\n{marker}{text}\n")
    sys.__stdout__.flush()


if __name__ == "__main__":
    main()
