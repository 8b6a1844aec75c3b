"""Planted bugs are found, their fixed twins are not accused, on both builds."""

import re
import shutil
import time
from pathlib import Path

import pytest

from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.checking import Check, CheckStatus, Verification
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment, Interpreter, Resolution
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.environments import sync
from ftmigrate.steps.verify import verify

pytestmark = pytest.mark.interpreters

PROJECTS = Path(__file__).parents[2] / "projects"
CONFIGURATION = Configuration(groups=("test",))
BUGS = {"counter", "scratch", "seeding", "singleton", "argument", "iterated", "invariant", "locks", "cold"}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("verify") / "planted"
    shutil.copytree(PROJECTS / "verify_planted", project)
    return project


def hunted(project: Path, environment: Environment, seeds: list[int]) -> Verification:
    with copy_of(project) as tree:
        return verify(
            tree,
            tree,
            [environment],
            CONFIGURATION,
            touched=[path.relative_to(tree).as_posix() for path in (tree / "src").rglob("*.py")],
            only=["races"],
            seeds=seeds,
            progress=Silent(),
        )


def lines_of(*names: str) -> bytes:
    """The planted project's test file, of these modules only."""
    text = (PROJECTS / "verify_planted/tests/test_planted.py").read_text()
    changed = re.sub(r"NAMES = .*", f"NAMES = {sorted(names)!r}", text)
    assert changed != text
    return changed.encode()


def found(result: Verification) -> set[str]:
    return {Path(race.one.path).stem for race in result.races}


@pytest.mark.parametrize("build", ["3.14", "3.14t"])
def test_bugs_are_found_and_twins_are_not_accused(
    planted: Path,
    build: str,
    gil_interpreter: Interpreter,
    free_threaded_resolution: Resolution,
) -> None:
    gil = Resolution(Target.parse("3.14"), gil_interpreter)
    environment = sync(planted, gil if build == "3.14" else free_threaded_resolution, CONFIGURATION, Silent())
    started = time.monotonic()
    result = hunted(planted, environment, [1, 2])
    assert time.monotonic() - started < 60
    (check,) = result.checks
    assert check.status is CheckStatus.FAIL
    assert len(found(result) & (BUGS - {"cold"})) >= 7, found(result)
    assert "cold" in found(result)
    assert found(result) <= BUGS, [line for line in check.lines if re.search("fixed|readonly", line)]
    # What is shared, both places, the seed and how often: enough to go and look.
    locks = next(line for line in check.lines if "opposite" in line or "wait for each other" in line)
    assert re.search(r"src/planted/locks\.py:\d+ and src/planted/locks\.py:\d+ \(.*in \d of 3 runs", locks)


def test_a_bug_shows_again_from_its_seed(planted: Path, gil_interpreter: Interpreter) -> None:
    environment = sync(planted, Resolution(Target.parse("3.14"), gil_interpreter), CONFIGURATION, Silent())
    with copy_of(planted, {"tests/test_planted.py": lines_of(*BUGS)}) as bugs:
        result = hunted(bugs, environment, [7] * 10)
    again = {Path(race.one.path).stem: (race.seen, race.runs) for race in result.races}
    # The first run is the one in which nobody is held up.
    assert sum(seen >= runs - 3 and runs >= 8 for seen, runs in again.values()) >= 7, again


def watched(tree: Path, environment: Environment, touched: str, seeds: list[int]) -> Check:
    (check,) = verify(
        tree,
        tree,
        [environment],
        CONFIGURATION,
        touched=[touched],
        only=["races"],
        seeds=seeds,
        progress=Silent(),
    ).checks
    return check


def test_nothing_in_threads_is_a_skip(small: Path, gil_environment: Environment) -> None:
    with copy_of(small) as tree:
        check = watched(tree, gil_environment, "src/small/tree.py", [])
    assert check.status is CheckStatus.SKIP


PROXY = b"""
from concurrent.futures import ThreadPoolExecutor

class Lazy:
    # What it does not have itself, it asks of what it makes; what it makes asks it for `factory`.
    def __init__(self, factory):
        self.factory = factory

    def __getattr__(self, name):
        return getattr(self.factory(), name)

    @property
    def __class__(self):
        return self.factory().__class__

class Key:
    def __repr__(self):
        raise RuntimeError("nobody asked")

def texts():
    lazy, kept = Lazy(str), {}
    kept[Key()] = lazy
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lazy.upper().join, [["a", "b"], ["c"]])), len(kept)
"""


def test_watching_calls_no_code_of_the_program(small: Path, gil_environment: Environment) -> None:
    test = b"import small.lazy\ndef test_texts(): assert small.lazy.texts() == (['ab', 'c'], 1)\n"
    with copy_of(small, {"src/small/lazy.py": PROXY, "tests/test_lazy.py": test}) as tree:
        check = watched(tree, gil_environment, "src/small/lazy.py", [1])
    assert check.status is CheckStatus.PASS and "left out" not in check.detail, check


def test_tests_that_start_no_thread_prove_nothing(small: Path, gil_environment: Environment) -> None:
    idle = b"from multiprocessing.pool import ThreadPool\nimport small.tree\n"
    test = b"import small.idle\ndef test_idle(): pass\n"
    with copy_of(small, {"src/small/idle.py": idle, "tests/test_idle.py": test}) as tree:
        check = watched(tree, gil_environment, "src/small/idle.py", [])
    assert check.status is CheckStatus.UNKNOWN
    assert "no work to any thread" in check.detail
