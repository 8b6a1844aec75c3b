"""Hangs are told apart by an ordinary user, too: nothing of it needs the rights of root."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.interpreter import Environment

pytestmark = pytest.mark.interpreters
CHECKOUT = Path(__file__).parents[3]
LIMIT = 2.0
NOBODY = 65534

BEGUN = "import asyncio, pathlib, queue, threading, time\n\nbegun = pathlib.Path(__file__ + '.begun')\n"
LOCKS = """
shelves, books = threading.Lock(), threading.Lock()

def take(first, second):
    with first:
        time.sleep(0.1)
        with second:
            pass

def test_hangs():
    begun.write_text(str(time.time()))
    lender = threading.Thread(target=take, args=(shelves, books), name="lender")
    returner = threading.Thread(target=take, args=(books, shelves), name="returner")
    lender.start(); returner.start()
    lender.join(); returner.join()
"""
QUEUE = """
def test_hangs():
    begun.write_text(str(time.time()))
    orders = queue.Queue()
    orders.get()
"""
TASKS = """
async def serve(bell):
    await bell.wait()

async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(asyncio.Event()), name="waiter")

def test_hangs():
    begun.write_text(str(time.time()))
    asyncio.run(main())
"""
BUSY = """
def test_works():
    end = time.process_time() + 2.0
    while time.process_time() < end:
        sum(range(10_000))
"""
CAUSES = {
    "locks": "a deadlock: ",
    "queue": "MainThread waits at orders.get()",
    "tasks": "nothing will wake one: waiter",
}
# Runs as that user, in a process of its own: prints who it is, and what was said of each test.
SCRIPT = """
import json, os, pickle, sys, time
from pathlib import Path
from ftmigrate.host.test_commands import configured_command
from ftmigrate.host.test_runs import run_tests
from ftmigrate.steps.verify_tests import judge

tree, settings = Path(sys.argv[1]), json.loads(sys.argv[2])
environment = pickle.loads(Path(settings["environment"]).read_bytes())
found = {"user": os.geteuid()}
for kind in settings["kinds"]:
    said = []
    def timed(looks, where):
        said.append(judge(looks, where))
        said.append(time.time())
        return said[-2]
    test = f"tests/test_{kind}.py"
    run = run_tests(
        tree, environment, configured_command(f"python -m pytest -q -p no:cacheprovider {test}", environment),
        phase="after", timeout=90, judge=timed, each=settings["limit"] if kind != "busy" else 0.4,
    )
    begun = tree / f"{test}.begun"
    found[kind] = {
        "stuck": run.stuck, "notes": run.notes, "tail": run.output_tail,
        "outcomes": list(run.outcomes.values()),
        "seconds": said[-1] - float(begun.read_text()) if begun.exists() and said else None,
        "looked": len(said) // 2,
    }
print(json.dumps(found))
"""


def as_ordinary_user() -> list[str]:
    """Words before a command: none for somebody who is one, else those that make root one.

    The one capability that is left is to read what root keeps private: the interpreter may be there.
    """
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("this is root, and setpriv (util-linux) is not here")
    user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    reading = ["--bounding-set=-all,+dac_read_search"]
    kept = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
    return [setpriv, *user, *reading, *kept]


def test_each_hang_has_its_cause_in_time_and_work_is_not_called_stuck(
    small: Path, gil_environment: Environment, tmp_path: Path
) -> None:
    sources = {"locks": LOCKS, "queue": QUEUE, "tasks": TASKS, "busy": BUSY}
    overrides: dict[str, bytes | None] = {
        f"tests/test_{kind}.py": (BEGUN + source).encode() for kind, source in sources.items()
    }
    words = as_ordinary_user()
    with copy_of(small, overrides) as tree:
        described = tmp_path / "environment.pickle"
        described.write_bytes(pickle.dumps(gil_environment))
        if words:
            for path in (tree.parent, tree, *tree.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        settings = {"environment": str(described), "kinds": list(sources), "limit": LIMIT}
        done = subprocess.run(
            [*words, sys.executable, "-c", SCRIPT, str(tree), json.dumps(settings)],
            env={
                **os.environ,
                "PYTHONPATH": str(CHECKOUT),
                "HOME": str(tree),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            capture_output=True,
            text=True,
            check=False,
            cwd=tree,
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["user"] != 0
    for kind, cause in CAUSES.items():
        assert found[kind]["stuck"], found[kind]
        assert cause in found[kind]["notes"][0]
        assert found[kind]["seconds"] < LIMIT + 3
    assert not found["busy"]["stuck"]
    assert found["busy"]["outcomes"] == ["passed"], found["busy"]
    assert found["busy"]["looked"]
