"""Cold runs: recorded pool calls, in threads of fresh interpreters, against what processes gave."""

import re
import shutil
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

PROJECT = Path(__file__).parents[2] / "projects" / "verify_planted"
CONFIGURATION = Configuration(groups=("test",))
TEST = """
import importlib
import pytest

@pytest.mark.parametrize("name", {names!r})
def test_runs(name):
    importlib.import_module(f"planted.{{name}}").run()
"""
HEAD = "import os, random\nfrom planted.pools import spread\n\n"
SOURCES = {
    # What one worker sets, all see; in a process only it did.
    "leaks": "def work(n):\n    os.environ['PLANTED'] = str(n)\n    return n\n\n"
    "def run():\n    return spread(work, [1, 2, 3])\n",
    # A result that is never the same says nothing of threads.
    "chance": "def work(n):\n    return os.getpid(), random.random()\n\n"
    "def run():\n    return spread(work, [1, 2, 3])\n",
    # What its test made is gone when the call is done again.
    "gone": "import tempfile\n\ndef work(path):\n    with open(path) as file:\n        return file.read()\n\n"
    "def run():\n    with tempfile.NamedTemporaryFile() as f:\n        return spread(work, [f.name] * 3)\n",
    # What can't be pickled was never handed to a process.
    "closed": "def run():\n    from multiprocessing.pool import ThreadPool\n    with ThreadPool(2) as pool:\n"
    "        return pool.map(lambda n: n + 1, [1, 2, 3])\n",
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("cold") / "planted"
    shutil.copytree(PROJECT, project)
    return project


@pytest.fixture(scope="module")
def gil(planted: Path, gil_interpreter: Interpreter) -> Environment:
    return sync(planted, Resolution(Target.parse("3.14"), gil_interpreter), CONFIGURATION, Silent())


@pytest.fixture(scope="module")
def free(planted: Path, free_threaded_resolution: Resolution) -> Environment:
    return sync(planted, free_threaded_resolution, CONFIGURATION, Silent())


def cold(project: Path, environment: Environment, *names: str) -> tuple[Check, Verification]:
    """The cold runs of a copy in which the tests run these modules."""
    overrides: dict[str, bytes | None] = {"tests/test_planted.py": TEST.format(names=names).encode()}
    for name in SOURCES.keys() & set(names):
        overrides[f"src/planted/{name}.py"] = (HEAD + SOURCES[name]).encode()
    with copy_of(project, overrides) as tree:
        touched = [path.relative_to(tree).as_posix() for path in (tree / "src").rglob("*.py")]
        result = verify(
            tree, tree, [environment], CONFIGURATION, touched=touched, only=["cold"], progress=Silent()
        )
    (check,) = result.checks
    return check, result


@pytest.mark.parametrize("build", ["gil", "free"])
def test_a_dict_filled_where_it_was_found_empty_is_found_and_its_fixed_twin_is_not(
    planted: Path, build: str, request: pytest.FixtureRequest
) -> None:
    check, result = cold(planted, request.getfixturevalue(build), "cold", "cold_fixed", "readonly")
    assert check.status is CheckStatus.FAIL, check
    assert "1 of 3 pool calls differ" in check.detail
    assert "gives 'unknown' in threads and 'name " in check.detail
    assert "src/planted/cold.py" in check.detail
    (race,) = result.races
    assert race.one.path == "src/planted/cold.py"
    assert race.kind == "not as in processes"


def test_what_a_worker_sets_for_the_whole_process_is_found(planted: Path, gil: Environment) -> None:
    check, _ = cold(planted, gil, "leaks", "counter_fixed")
    assert check.status is CheckStatus.FAIL
    assert "it sets the environment variable PLANTED to" in check.detail
    # A variable may be a cache, or guarded as here: it is told, and not judged.
    assert any("leaves the variable planted.counter_fixed.done changed" in line for line in check.lines)
    assert "1 of 2 pool calls differ" in check.detail


def test_chance_is_not_judged(planted: Path, gil: Environment) -> None:
    check, _ = cold(planted, gil, "chance")
    assert check.status is CheckStatus.UNKNOWN
    assert "something else each time" in check.detail


def test_what_needs_a_file_of_its_test_is_not_judged(planted: Path, gil: Environment) -> None:
    check, _ = cold(planted, gil, "gone")
    assert check.status is CheckStatus.SKIP, check
    assert "can't be done again after them: FileNotFoundError" in check.detail


def test_what_no_process_could_get_is_not_done_again(planted: Path, gil: Environment) -> None:
    check, _ = cold(planted, gil, "closed")
    assert check.status is CheckStatus.SKIP
    assert "lambda" in check.detail


def test_equal_results_are_a_pass_that_says_how_often(planted: Path, gil: Environment) -> None:
    check, _ = cold(planted, gil, "readonly")
    assert check.status is CheckStatus.PASS, check
    assert re.search(r"at least \d+ times each.*: the same results as in processes", check.detail)


def test_files_of_a_test_are_there_until_its_calls_were_done_again(planted: Path, gil: Environment) -> None:
    # pytest keeps the tmp_path of three runs: the fourth one removes that of the run which recorded.
    source = HEAD + "def work(path):\n    return path.read_text()\n\n"
    source += "def run(paths):\n    return spread(work, paths)\n"
    test = "from planted import reads\n\ndef test_reads(tmp_path):\n"
    test += "    paths = [tmp_path / name for name in 'abc']\n    for path in paths:\n"
    test += "        path.write_text(path.name)\n    assert reads.run(paths) == ['a', 'b', 'c']\n"
    overrides = {"src/planted/reads.py": source.encode(), "tests/test_planted.py": test.encode()}
    with copy_of(planted, overrides) as tree:
        result = verify(
            tree,
            tree,
            [gil],
            CONFIGURATION,
            touched=["src/planted/reads.py", "src/planted/pools.py"],
            only=["races", "cold"],
            seeds=[1, 2, 3],
            progress=Silent(),
        )
    check = next(check for check in result.checks if check.id == "cold")
    assert check.status is CheckStatus.PASS, check
