"""Tests that hang: stopped in time, with the cause; the rest of the suite goes on."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ftmigrate.host.supervisor import Look
from ftmigrate.host.test_commands import configured_command
from ftmigrate.host.test_runs import run_tests
from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.checking import CheckStatus, Outcome
from ftmigrate.model.configuration import Configuration, VerifySettings
from ftmigrate.model.hanging import Diagnosis, Pace
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Silent
from ftmigrate.steps.verify import verify
from ftmigrate.steps.verify_tests import judge

pytestmark = pytest.mark.interpreters
LIMIT = 2.0
CONFIGURATION = replace(Configuration(groups=("test",)), verify=VerifySettings(test_timeout=LIMIT))

DEADLOCK = """
import threading, time

shelves, books = threading.Lock(), threading.Lock()

def take(first, second):
    with first:
        time.sleep(0.1)
        with second:
            pass

def test_hangs():
    lender = threading.Thread(target=take, args=(shelves, books), name="lender")
    returner = threading.Thread(target=take, args=(books, shelves), name="returner")
    lender.start(); returner.start()
    lender.join(); returner.join()
"""
QUEUE = """
import queue

def test_hangs():
    orders = queue.Queue()
    orders.get()
"""
TASKS = """
import asyncio

async def serve(bell):
    await bell.wait()

async def main():
    bell = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(bell), name="waiter")

def test_hangs():
    asyncio.run(main())
"""
BUSY = """
import time

def test_takes_its_time():
    end = time.monotonic() + 2.0
    while time.monotonic() < end:
        sum(range(10_000))
"""
CAUSES = {
    "locks": (
        "stuck: a deadlock: ",
        "lender waits for second at tests/test_locks.py:9, which returner holds since tests/test_locks.py:7",
        "returner waits for second at tests/test_locks.py:9, which lender holds since tests/test_locks.py:7",
    ),
    "queue": ("MainThread waits at orders.get() at tests/test_queue.py:6, and no other thread",),
    "tasks": ("nothing will wake one: waiter at tests/test_tasks.py:5: await bell.wait()",),
}
SOURCES = {"locks": DEADLOCK, "queue": QUEUE, "tasks": TASKS}


@pytest.mark.parametrize(
    ("build", "kinds"), [("gil", ("locks", "queue", "tasks")), ("free_threaded", ("locks",))]
)
def test_each_hang_is_stopped_with_its_cause_and_the_rest_goes_on(
    small: Path, build: str, kinds: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    environment: Environment = request.getfixturevalue(f"{build}_environment")
    hangs: dict[str, bytes | None] = {f"tests/test_{kind}.py": SOURCES[kind].encode() for kind in kinds}
    one: dict[str, bytes | None] = {"tests/test_tree.py": b"def test_goes_on(): pass\n"}
    with copy_of(small, one) as before, copy_of(small, {**one, **hangs}) as after:
        result = verify(before, after, [environment], CONFIGURATION, only=["tests"], progress=Silent())
    (check,) = result.checks
    run = result.runs[-1]
    assert check.status is CheckStatus.FAIL
    assert run.outcomes["tests/test_tree.py::test_goes_on"] is Outcome.PASSED
    for kind in kinds:
        message = run.messages[f"tests/test_{kind}.py::test_hangs"]
        assert all(cause in message for cause in CAUSES[kind]), message
    if "tasks" in kinds:
        lines = "\n".join(check.lines)
        assert "task Task-1: main at tests/test_tasks.py:9" in lines
        assert "  task waiter: serve at tests/test_tasks.py:5" in lines


def test_the_verdict_comes_within_three_seconds_of_the_limit(
    small: Path, gil_environment: Environment
) -> None:
    command = configured_command("python -m pytest -q", gil_environment)
    with copy_of(small, {"tests/test_tree.py": DEADLOCK.encode()}) as tree:
        watch = Stopwatch()
        found = run_tests(tree, gil_environment, command, phase="after", timeout=60, judge=watch, each=LIMIT)
        seconds = time.monotonic() - watch.asked
    assert found.timed_out, found.output_tail
    assert "a deadlock" in found.notes[0]
    assert seconds < 3


def test_a_slow_test_is_not_called_stuck(small: Path, gil_environment: Environment) -> None:
    command = configured_command("python -m pytest -q", gil_environment)
    with copy_of(small, {"tests/test_tree.py": BUSY.encode()}) as tree:
        watch = Stopwatch()
        found = run_tests(tree, gil_environment, command, phase="after", timeout=60, judge=watch, each=0.3)
    assert found.outcomes == {"tests/test_tree.py::test_takes_its_time": Outcome.PASSED}
    assert watch.said
    assert Pace.STUCK not in watch.said


class Stopwatch:
    """The judge of a verification; `asked` is when the first look at the processes was over."""

    def __init__(self) -> None:
        self.asked = 0.0
        self.said: list[Pace] = []

    def __call__(self, looks: Sequence[Look], tree: Path) -> Diagnosis:
        self.asked = self.asked or time.monotonic()
        said = judge(looks, tree)
        self.said.append(said.pace)
        return said


UNITTEST = """
import queue, unittest

class Orders(unittest.TestCase):
    def test_empty(self):
        queue.Queue().get()

    def test_full(self):
        self.assertTrue(True)
"""


def test_unittest_goes_on_after_a_hang(small: Path, gil_environment: Environment) -> None:
    settings = VerifySettings(test_timeout=LIMIT, command="python -m unittest discover -s tests")
    tests: dict[str, bytes | None] = {"tests/test_orders.py": UNITTEST.encode(), "tests/test_tree.py": None}
    idle: dict[str, bytes | None] = {
        **tests,
        "tests/test_orders.py": UNITTEST.replace("queue.Queue().get()", "pass").encode(),
    }
    with copy_of(small, idle) as before, copy_of(small, tests) as after:
        result = verify(
            before,
            after,
            [gil_environment],
            replace(CONFIGURATION, verify=settings),
            only=["tests"],
            progress=Silent(),
        )
    run = result.runs[-1]
    assert run.outcomes["test_orders.Orders.test_full"] is Outcome.PASSED
    assert run.messages["test_orders.Orders.test_empty"].startswith(
        "stuck: MainThread waits at queue.Queue().get()"
    )
    assert result.checks[0].status is CheckStatus.FAIL
