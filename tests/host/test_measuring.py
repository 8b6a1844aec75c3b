import os
import sys
import time
from pathlib import Path

import pytest

from ftmigrate.bench.kernels import KERNELS, PROCESS_SCRIPT
from ftmigrate.host.measuring import SampleFailed, sample_kernel
from ftmigrate.host.measuring_commands import Supervisor, command_words
from ftmigrate.host.measuring_machine import cgroup_quota, describe, processors, processors_had
from ftmigrate.host.measuring_trees import measured_tree
from ftmigrate.host.processes import clean_environment
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Environment, Interpreter, Jit
from ftmigrate.model.target import Target

linux = pytest.mark.skipif(sys.platform != "linux", reason="counts through /proc")
SPIN = "import time\nend = time.process_time() + {seconds}\nwhile time.process_time() < end: pass"


def host_environment() -> Environment:
    """The Python that runs the tests, as an environment: any Python can run a kernel."""
    path = Path(sys.executable)
    version = "{}.{}.{}".format(*sys.version_info[:3])
    interpreter = Interpreter(path, path, version, "cpython", False, True, Jit.NONE, False, "test")
    return Environment(Target.parse("3.14"), interpreter, path.parent.parent, path)


def run(code: str, tmp_path: Path, *, timeout: float = 30, watched: bool = False):  # type: ignore[no-untyped-def]
    words = [sys.executable, "-I", "-S", "-c", code]
    with Supervisor() as supervisor:
        return supervisor.sample(words, tmp_path, clean_environment(), timeout=timeout, watched=watched)


@linux
def test_cpu_time_of_processes_that_nobody_waited_for_is_counted(tmp_path: Path) -> None:
    """A forkserver is an orphan when the program ends, and its workers' time is its own."""
    lines = (
        "import os, sys",
        "if os.fork() == 0:",
        "    os.setsid()",
        "    if os.fork() == 0:",
        f"        exec({SPIN.format(seconds=0.3)!r})",
        "    os._exit(0)",
    )
    orphan = "\n".join(lines)
    sample = run(orphan, tmp_path)
    assert sample.cpu is not None and sample.cpu >= 0.3


def test_cpu_is_not_wall(tmp_path: Path) -> None:
    sample = run("import time; time.sleep(0.3)", tmp_path)
    assert sample.wall >= 0.3
    if sample.cpu is not None:
        assert sample.cpu < 0.2


@linux
def test_a_watched_run_sees_two_workers_and_their_memory(tmp_path: Path) -> None:
    code = f"import subprocess, sys\nc = [sys.executable, '-c', {SPIN.format(seconds=0.4)!r}]\n"
    code += "both = [subprocess.Popen(c) for _ in range(2)]\n[p.wait() for p in both]"
    sample = run(code, tmp_path, watched=True)
    assert sample.parallel == 2
    assert sample.memory > 4_000_000


def test_a_command_that_fails_says_how_and_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(SampleFailed, match="ended with exit code 1: ValueError: no such shelf"):
        run("raise ValueError('no such shelf')", tmp_path, watched=True)


def test_a_command_that_prints_without_end_is_ended_in_time(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(SampleFailed, match=r"did not end within 1\.0 s") as caught:
        run("while True: print('x' * 1000)", tmp_path, timeout=1.0, watched=True)
    assert caught.value.timed_out
    assert time.monotonic() - began < 4


def test_a_command_that_waits_for_input_gets_none(tmp_path: Path) -> None:
    with pytest.raises(SampleFailed, match="EOFError"):
        run("input()", tmp_path, watched=True)


def test_a_command_that_is_missing(tmp_path: Path) -> None:
    with Supervisor() as supervisor, pytest.raises(SampleFailed, match="could not be started: No such file"):
        supervisor.sample(["no-such-program"], tmp_path, clean_environment(), timeout=10, watched=True)


def test_a_supervisor_goes_on_after_a_command_that_had_to_be_killed(tmp_path: Path) -> None:
    words = [sys.executable, "-I", "-S", "-c"]
    with Supervisor() as supervisor:
        with pytest.raises(SampleFailed, match="did not end"):
            supervisor.sample(
                [*words, "import time; time.sleep(60)"], tmp_path, clean_environment(), timeout=0.5
            )
        first = supervisor.sample([*words, "pass"], tmp_path, clean_environment(), timeout=30)
        second = supervisor.sample(
            [*words, SPIN.format(seconds=0.2)], tmp_path, clean_environment(), timeout=30
        )
    if first.cpu is not None and second.cpu is not None:
        assert second.cpu >= 0.2 > first.cpu, "one command's time was counted for the next"


@pytest.mark.skipif(os.name != "posix", reason="sh")
def test_words_of_a_command_line() -> None:
    assert command_words("python -m app 'two words'") == ("python", "-m", "app", "two words")
    assert command_words("python a.py | wc -l") == ("/bin/sh", "-c", "python a.py | wc -l")
    module, name = command_words("pkg.mod:main")[1:]
    assert module == "-c" and "import_module('pkg.mod').main()" in name
    for bad, message in (("python 'open", "can't be read"), ("  ", "is empty")):
        with pytest.raises(UsageError, match=message):
            command_words(bad)


@pytest.mark.parametrize(("mode", "workers"), [("serial", 1), ("threads", 2), ("processes", 2)])
def test_a_kernel_in_each_mode_gives_windows_of_each_worker(mode: str, workers: int) -> None:
    specification = {
        "kernel": str(KERNELS[0].path),
        "mode": mode,
        "workers": workers,
        "shared": False,
        "window_ns": 400_000,
        "wanted_ns": 10_000_000,
        "limit_ns": 200_000_000,
    }
    together = []
    for _ in range(5):  # on a busy machine a worker may be kept from the processor for all of one sample
        sample = sample_kernel(host_environment(), PROCESS_SCRIPT, specification, timeout=30)
        assert len(sample.workers) == workers
        for rows in sample.workers:
            assert rows and all(row.end > row.start and row.cpu >= 0 and row.operations > 0 for row in rows)
        spans = [(rows[0].start, rows[-1].end) for rows in sample.workers]
        together.append(max(start for start, _ in spans) < min(end for _, end in spans))
    assert any(together), "the workers ran one after another each time"


def test_a_kernel_that_crashes_is_told_with_its_last_line(tmp_path: Path) -> None:
    kernel = tmp_path / "broken.py"
    kernel.write_text("raise RuntimeError('broken kernel')")
    with pytest.raises(SampleFailed, match="broken kernel"):
        sample_kernel(
            host_environment(),
            PROCESS_SCRIPT,
            {
                "kernel": str(kernel),
                "mode": "serial",
                "workers": 1,
                "window_ns": 400_000,
                "wanted_ns": 1,
                "limit_ns": 1,
            },
            timeout=30,
        )


def test_the_machine() -> None:
    assert processors() >= 1
    assert 0 < processors_had(1) <= 1
    assert {"system", "processors", "load", "when"} <= set(describe())


def test_quotas_of_control_groups(tmp_path: Path) -> None:
    """Files as the kernel writes them (cgroup-v2.rst: cpu.max; cfs bandwidth: cpu.cfs_quota_us)."""
    membership = tmp_path / "membership"
    membership.write_text("0::/user/job\n")
    two = tmp_path / "two" / "user" / "job"
    two.mkdir(parents=True)
    (two / "cpu.max").write_text("max 100000\n")
    (two.parent / "cpu.max").write_text("150000 100000\n")
    assert cgroup_quota(tmp_path / "two", membership) == 1.5
    membership.write_text("4:cpu,cpuacct:/job\n")
    one = tmp_path / "one" / "cpu,cpuacct" / "job"
    one.mkdir(parents=True)
    (one / "cpu.cfs_quota_us").write_text("-1\n")
    (one / "cpu.cfs_period_us").write_text("100000\n")
    assert cgroup_quota(tmp_path / "one", membership) is None
    (one / "cpu.cfs_quota_us").write_text("50000\n")
    assert cgroup_quota(tmp_path / "one", membership) == 0.5
    assert cgroup_quota(tmp_path / "none", tmp_path / "missing") is None


def test_measured_code_is_compiled_once_whatever_the_users_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers set PYTHONDONTWRITEBYTECODE: each sample would compile all that it imports."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    tree, bytecode = tmp_path / "tree", tmp_path / "bytecode"
    tree.mkdir()
    (tree / "work.py").write_text("")
    with measured_tree(tree, host_environment(), bytecode=bytecode) as variables, Supervisor() as supervisor:
        supervisor.sample((sys.executable, "-c", "import work"), tree, variables, timeout=30)
    assert list(bytecode.rglob("work.*.pyc")) and not list(tree.rglob("*.pyc"))
    assert variables["PYTHONUNBUFFERED"] == "1", "the user's own"
