"""What the machine gives right now: processors by affinity and cgroup, load, how many are really had."""

import os
import platform
import sys
import time
from pathlib import Path

from ftmigrate.host.processes import start

_SPIN = """\
import time
used, end = time.process_time(), time.monotonic() + {seconds}
while time.monotonic() < end: pass
print(time.process_time() - used)
"""
_CGROUPS = Path("/sys/fs/cgroup")


def processors() -> int:
    """How many processors this process may use at once: affinity, then cgroup quota, rounded up."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = cgroup_quota(_CGROUPS, Path("/proc/self/cgroup"))
    return allowed if quota is None else max(1, min(allowed, int(quota + 0.999)))


def cgroup_quota(root: Path, membership: Path) -> float | None:
    """The processor quota of this process's control group (version 2 or 1); None where there is none."""
    found: list[float] = []
    for folder in _folders(root, membership):
        quota = _quota_2(folder) or _quota_1(folder)
        if quota is not None:
            found.append(quota)
    return min(found, default=None)


def _folders(root: Path, membership: Path) -> list[Path]:
    """The group's own folder and all above it: a limit on any of them holds."""
    folders = []
    try:
        lines = membership.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        base = root / controllers if controllers else root
        own = base / path.lstrip("/")
        folders += [own, *(parent for parent in own.parents if parent.is_relative_to(base))]
    return folders


def _quota_2(folder: Path) -> float | None:
    try:
        quota, period = (folder / "cpu.max").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return None if quota == "max" else int(quota) / int(period)


def _quota_1(folder: Path) -> float | None:
    try:
        quota = int((folder / "cpu.cfs_quota_us").read_text(encoding="ascii"))
        period = int((folder / "cpu.cfs_period_us").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return None if quota <= 0 else quota / period


def processors_had(count: int, seconds: float = 0.1) -> float:
    """Processors really had just now: CPU time of `count` spinning processes by wall time."""
    words = [sys.executable, "-I", "-S", "-c", _SPIN.format(seconds=seconds)]
    group = [start(words) for _ in range(count)]
    used = 0.0
    for process in group:
        out, _ = process.communicate()
        used += float(out or 0)
    return min(float(count), used / seconds)


def describe() -> dict[str, str | int | float | bool]:
    """The machine in values that go into every result; `load` is of the last minute, -1 if unknown."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else -1.0
    return {
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "processor": _processor(),
        "processors": processors(),
        "load": round(load, 2),
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor()
