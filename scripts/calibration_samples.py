"""Takes the samples of a calibration, and keeps each comparison on disk as one line of JSON.

A file holds comparisons made with one set of settings, told by its first line, so that a run can
be stopped at any time and continued: what was being measured then is lost, nothing else.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ftmigrate.bench.kernels import KERNELS, Kernel
from ftmigrate.bench.plan import LOOKS, PRECISE
from ftmigrate.bench.statistics import flip_interval
from ftmigrate.bench.windows import cpu_floor
from ftmigrate.model.interpreter import Environment
from ftmigrate.steps.bench_series import kernel_sample

TIMEOUT = 60.0
# What is compared with the kernel: itself, a copy that does a tenth more, a copy that does not. The
# kernel is such a copy, too, and all have the same bytes but for the digits: where a program lies in
# memory changes its speed by a percent or two, and would be found.
SAME, TENTH, NOTHING = "A/A", "+10 %", "0 %"
KERNEL = KERNELS[0]
_COPY = """\
with open({path!r}, encoding="utf-8") as file:
    exec(compile(file.read(), {path!r}, "exec"))
original = run
percent = int("{percent:02}")
def run(state, count):
    return original(state, count + count * percent // 100)
"""


@dataclass(frozen=True)
class Changed(Kernel):
    """A kernel whose file is elsewhere."""

    file: Path = field(default_factory=Path)

    @property
    def path(self) -> Path:
        return self.file


@dataclass
class Compared:
    """One comparison, a list a side, an entry a process: floors of CPU time, all windows, seconds.

    Floors and windows (wall time) are nanoseconds an operation; `seconds` are from start to end
    of the whole process, as a program like hyperfine sees it; `hyperfine` is what that itself said.
    """

    kind: str
    floors: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    windows: tuple[list[list[float]], list[list[float]]] = field(default_factory=lambda: ([], []))
    seconds: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    hyperfine: dict[str, Any] | None = None


def kernels(folder: Path) -> Mapping[str, Kernel]:
    """Kind to what is compared with the one of SAME; files are written to `folder`."""
    found: dict[str, Kernel] = {}
    for kind, name, percent in ((SAME, "aa", 0), (TENTH, "bb", 10), (NOTHING, "cc", 0)):
        path = folder / f"{name}.py"
        path.write_text(_COPY.format(path=str(KERNEL.path), percent=percent), encoding="utf-8")
        found[kind] = Changed(KERNEL.name, KERNEL.summary, file=path)
    return found


def schedule(wanted: Mapping[str, int], have: Mapping[str, int]) -> Iterator[str]:
    """Kinds to measure next, in turns as many as are wanted of each, so that every part is a sample."""
    done = {kind: have.get(kind, 0) for kind in wanted}
    while left := [kind for kind in wanted if done[kind] < wanted[kind]]:
        kind = min(left, key=lambda kind: done[kind] / wanted[kind])
        done[kind] += 1
        yield kind


def compare(
    kind: str,
    where: Environment,
    sides_of: Mapping[str, Kernel],
    pairs: int,
    coin: random.Random,
    *,
    early: bool,
) -> Compared:
    """At most `pairs` pairs of `kind` and SAME; with `early` it stops on precision, as the benchmark does."""
    found = Compared(kind)
    for done in range(1, pairs + 1):
        sides = [(0, sides_of[kind]), (1, sides_of[SAME])]
        coin.shuffle(sides)
        for side, kernel in sides:
            began = time.monotonic()
            sample = kernel_sample(where, kernel, TIMEOUT)
            found.seconds[side].append(round(time.monotonic() - began, 6))
            found.floors[side].append(cpu_floor(sample))
            rows = [row for worker in sample.workers for row in worker]
            found.windows[side].append([round((row.end - row.start) / row.operations, 4) for row in rows])
        if early and done in LOOKS and flip_interval(*found.floors).half_width <= PRECISE:
            break
    return found


@contextmanager
def hogs(count: int) -> Iterator[None]:
    """Programs that take all they can get of a processor each."""
    group = [subprocess.Popen([sys.executable, "-I", "-S", "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in group:
            process.kill()
            process.wait()


def keep(path: Path, settings: Mapping[str, Any], found: Compared) -> None:
    """Add a comparison to the file; the first makes it."""
    lines = [] if path.exists() else [json.dumps(settings)]
    lines.append(json.dumps(vars(found)))
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def kept(path: Path, settings: Mapping[str, Any] | None = None) -> list[Compared]:
    """What the file holds; a last line that was cut off is dropped from it, too.

    Raises SystemExit where its settings are others: such samples are never pooled.
    """
    if not path.exists():
        return []
    whole, _, rest = path.read_text(encoding="utf-8").rpartition("\n")
    if rest:
        path.write_text(f"{whole}\n" if whole else "", encoding="utf-8")
    lines = whole.splitlines()
    if lines and settings is not None and json.loads(lines[0]) != dict(settings):
        sys.exit(f"{path}: measured with other settings ({lines[0]}); name another file, or remove it.")
    return [Compared(**json.loads(line)) for line in lines[1:]]


def count(found: Sequence[Compared]) -> dict[str, int]:
    return {kind: sum(one.kind == kind for one in found) for kind in (SAME, TENTH, NOTHING)}
