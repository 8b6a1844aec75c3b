"""What other tools say of the same samples: pyperf and asv by their own code, hyperfine by itself.

pyperf and asv run in the Python that is named, which may be another environment. hyperfine takes
its samples itself, so its documented comparison (the ratio of the means, and their deviations
carried over) is applied to the seconds of our processes, and the program is run on some of the
same commands beside it.
"""

import json
import math
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration_samples import Compared

from ftmigrate.bench.kernels import PROCESS_SCRIPT, Kernel
from ftmigrate.model.interpreter import Environment
from ftmigrate.steps.bench_series import ALONE_NS, LIMIT_NS, WANTED_NS

_SCRIPT = Path(__file__).with_name("calibration_peer_process.py")


@dataclass(frozen=True)
class Said:
    """Of each comparison in order: whether the tool calls it different; `missing` says why not known."""

    name: str
    different: tuple[bool, ...] = ()
    missing: str = ""


def pyperf_and_asv(python: Path, found: Sequence[Compared]) -> tuple[Said, ...]:
    """Their verdicts on all values of all processes of each side."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "windows.json"
        path.write_text(json.dumps([one.windows for one in found]), encoding="utf-8")
        done = subprocess.run([python, _SCRIPT, path], capture_output=True, text=True, check=False)
    if done.returncode:
        return (Said("pyperf and asv", missing=done.stderr.strip().splitlines()[-1]),)
    return tuple(
        Said(one["name"], tuple(one.get("different", ())), one.get("missing", ""))
        for one in json.loads(done.stdout)
    )


def relative(one: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    """hyperfine's "A ran 1.02 ± 0.05 times faster than B" for seconds of two commands."""
    means = statistics.fmean(one), statistics.fmean(other)
    slow, fast = (one, other) if means[0] >= means[1] else (other, one)
    ratio = statistics.fmean(slow) / statistics.fmean(fast)
    parts = [statistics.stdev(side) / statistics.fmean(side) for side in (slow, fast)]
    return ratio, ratio * math.hypot(*parts)


def hyperfine(
    where: Environment, kernels: Sequence[Kernel], runs: int, folder: Path
) -> dict[str, Any] | None:
    """Let the program itself compare the two processes; None where it is not installed."""
    program = shutil.which("hyperfine")
    if program is None:
        return None
    export = folder / "hyperfine.json"
    want = {
        "mode": "serial",
        "workers": 1,
        "window_ns": ALONE_NS,
        "wanted_ns": WANTED_NS,
        "limit_ns": LIMIT_NS,
    }
    commands = []
    for kernel in kernels:
        words = [f"{name}={value}" for name, value in {"kernel": kernel.path, **want}.items()]
        commands.append(f"{where.python} -B -s -S -P {PROCESS_SCRIPT} marker {' '.join(words)}")
    done = subprocess.run(
        [program, "-N", "--style", "basic", "--runs", str(runs), "--export-json", export, *commands],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    times = [result["times"] for result in json.loads(export.read_text(encoding="utf-8"))["results"]]
    return {"times": times, "named": "times faster than" in " ".join(done.stdout.split())}


def version() -> str:
    program = shutil.which("hyperfine")
    if program is None:
        return "hyperfine is not installed"
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
