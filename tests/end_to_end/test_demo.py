"""The README's first command, on real interpreters, from nothing to the report."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ftmigrate.host.watched import INSIDE

# Starts no process: it fails where the migrated pool still makes one.
IN_THREADS = """
import multiprocessing.process, sys, tempfile
from pathlib import Path
def refuse(self): raise SystemExit("a process was started")
multiprocessing.process.BaseProcess.start = refuse
from shelfmark.reading import read_shelf
from shelfmark.sample import write_samples
with tempfile.TemporaryDirectory() as folder:
    write_samples(Path(folder), 3, length=20)
    print(len(read_shelf(Path(folder), workers=2).books), sys._is_gil_enabled())
"""


@pytest.mark.interpreters
@pytest.mark.slow
def test_report_is_true(migrated: tuple[Path, dict[str, Any]]) -> None:
    folder, report = migrated
    gil, free = report["environments"]
    assert gil["target"] == "3.14" and gil["version"].startswith("3.14.") and not gil["free_threaded"]
    assert free["target"] == "3.14t" and free["free_threaded"]
    assert free["stand_in"] is (not free["version"].startswith("3.14."))
    assert report["written"] is True
    assert report["verify"]["verdict"] == "pass"
    tests = [check for check in report["verify"]["checks"] if check["id"] == "tests"]
    assert {check["status"] for check in tests} == {"pass"} and len(tests) == 2
    pools = {c["target"]: c["detail"] for c in report["verify"]["checks"] if c["id"] == "parallelism"}
    assert "in processes" in pools[gil["label"]]
    assert "in threads: no process started" in pools[free["label"]]
    assert report["bench"]["comparisons"]
    page = (folder / ".ftmigrate" / "report.html").read_text(encoding="utf-8")
    if free["stand_in"]:
        assert "stands in for 3.14t" in page


@pytest.mark.interpreters
@pytest.mark.slow
@pytest.mark.parametrize(("environment", "ends"), [(0, "a process was started"), (1, "3 False")])
def test_pool_is_threads_only_where_the_gil_is_off(
    migrated: tuple[Path, dict[str, Any]], environment: int, ends: str
) -> None:
    folder, report = migrated
    sources = [str(path) for path in (folder / "src").rglob("*.py")]
    done = subprocess.run(
        # A stand-in before 3.14 evaluates annotations at once: it needs the hook that the checks use.
        [
            report["environments"][environment]["python"],
            "-c",
            f"import ftmigrate_lazy; ftmigrate_lazy.install({sources!r})\n{IN_THREADS}",
        ],
        # No bytecode of what the hook made of the sources may stay for other tests.
        env={**os.environ, "PYTHONPATH": str(INSIDE), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout + done.stderr).strip().endswith(ends), done.stdout + done.stderr


@pytest.mark.interpreters
@pytest.mark.slow
def test_second_init_finds_nothing_to_do(migrated: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = migrated
    before = subprocess.check_output(["git", "status", "--porcelain"], cwd=folder, text=True)
    done = subprocess.run(
        [sys.executable, "-m", "ftmigrate", "init", str(folder), "--allow-stand-in"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert done.returncode == 0, done.stderr
    assert "nothing to do" in (done.stdout + done.stderr).lower()
    assert subprocess.check_output(["git", "status", "--porcelain"], cwd=folder, text=True) == before


@pytest.mark.interpreters
@pytest.mark.slow
def test_no_notes_are_left_in_the_parent(migrated: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = migrated
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
