"""Finding a project's test command, and running what was found."""

import sys
from pathlib import Path

import pytest

from ftmigrate.host.test_commands import NoTests, Runner, TestCommand, configured_command, found_command
from ftmigrate.host.test_runs import run_tests
from ftmigrate.model.checking import Outcome
from ftmigrate.model.errors import ProjectCommandFailed, UsageError
from ftmigrate.model.interpreter import Environment, Interpreter, Jit
from ftmigrate.model.target import Target

CASES = """
import unittest

class Sums(unittest.TestCase):
    def test_right(self): self.assertEqual(1 + 1, 2)
    def test_wrong(self): self.assertEqual(1 + 1, 3)
    def test_subtests(self):
        for number in (1, 2):
            with self.subTest(number=number):
                self.assertEqual(number, 1)
    @unittest.skip("no need")
    def test_left_out(self): pass
    @unittest.expectedFailure
    def test_known(self): self.fail()
    def test_error(self): raise KeyError("gone")
"""


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """This very Python, without a site-packages of its own: nothing is installed in it."""
    folder = Path(sys.prefix)
    version = ".".join(map(str, sys.version_info[:3]))
    interpreter = Interpreter(
        Path(sys.executable), Path(sys.executable), version, "cpython", False, True, Jit.NONE, False, "path"
    )
    return Environment(Target.parse("3.14"), interpreter, folder, Path(sys.executable))


def test_the_users_command_runs_in_the_environment(environment: Environment) -> None:
    python = str(environment.python)
    assert configured_command("python -m pytest -q", environment) == TestCommand(
        Runner.PYTEST, (python, "-m", "pytest", "-q"), "python -m pytest -q"
    )
    assert configured_command("python3 -m unittest tests", environment).words[1:] == (
        "-m",
        "ftmigrate_unittest",
        "tests",
    )
    assert configured_command("make test && true", environment).words[:2] == ("sh", "-c")
    with pytest.raises(UsageError, match="can't be read"):
        configured_command('python "', environment)


def test_unittest_outcomes_one_by_one(tmp_path: Path, environment: Environment) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_sums.py").write_text(CASES)
    command = configured_command("python -m unittest discover -s tests", environment)
    run = run_tests(tmp_path, environment, command, phase="before", timeout=60)
    assert {name.rpartition(".")[2]: outcome for name, outcome in run.outcomes.items()} == {
        "test_right": Outcome.PASSED,
        "test_wrong": Outcome.FAILED,
        "test_subtests": Outcome.FAILED,
        "test_left_out": Outcome.SKIPPED,
        "test_known": Outcome.XFAILED,
        "test_error": Outcome.ERROR,
    }
    assert run.messages["test_sums.Sums.test_wrong"] == "AssertionError: 2 != 3"
    assert run.exit_code == 1


def test_any_other_command_gives_its_exit_code(tmp_path: Path, environment: Environment) -> None:
    command = configured_command("python -c 'print(7); raise SystemExit(3)'", environment)
    run = run_tests(tmp_path, environment, command, phase="before", timeout=60)
    assert (run.exit_code, run.outcomes, run.output_tail) == (3, {}, "7")


def test_a_command_that_is_not_there_says_how_to_try_it(tmp_path: Path, environment: Environment) -> None:
    command = configured_command("no-such-program --now", environment)
    with pytest.raises(ProjectCommandFailed, match="ftmigrate env run"):
        run_tests(tmp_path, environment, command, phase="before", timeout=60)


def test_what_is_found_in_a_tree(tmp_path: Path, environment: Environment) -> None:
    bare = Environment(environment.target, environment.interpreter, tmp_path / "none", environment.python)
    assert found_command(tmp_path, bare) == NoTests("the project has no tests we could find")
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_sums.py").write_text(CASES)
    found = found_command(tmp_path, bare)
    assert isinstance(found, TestCommand)
    assert found.text == "python -m unittest discover -s tests"
    (tests / "test_other.py").write_text("import pytest\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    assert isinstance(found := found_command(tmp_path, bare), NoTests)
    assert found.missing == "pytest"
    assert isinstance(found := found_command(tmp_path, environment), TestCommand)
    assert found.runner is Runner.PYTEST
