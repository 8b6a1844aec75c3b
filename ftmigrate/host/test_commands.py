"""Finding out how a project runs its tests."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from ftmigrate.host.source_roots import has_package
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Environment

_SHELL = re.compile(r"[|&;<>$`*?()\n]")
_UNITTEST = re.compile(rb"^\s*(?:import unittest|from unittest|from django\.test)", re.MULTILINE)
# On PYTHONPATH of every watched process: unittest itself, writing its outcomes down.
_UNITTEST_RUNNER = "ftmigrate_unittest"
_LEFT_OUT = {"node_modules", "site-packages", "build", "dist", "__pycache__"}
_PYTEST_SECTIONS = (
    ("pyproject.toml", "[tool.pytest"),
    ("pytest.ini", "[pytest]"),
    (".pytest.ini", "[pytest]"),
    ("pytest.toml", ""),
    ("tox.ini", "[pytest]"),
    ("setup.cfg", "[tool:pytest]"),
)


class Runner(StrEnum):
    PYTEST = "pytest"
    UNITTEST = "unittest"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TestCommand:
    """`words` is what to start, `text` how a person would write it."""

    __test__ = False

    runner: Runner
    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class NoTests:
    """Why there is nothing to run; `missing` names what would have to be installed first."""

    reason: str
    missing: str = ""


def configured_command(text: str, environment: Environment) -> TestCommand:
    """The user's own command; `python` in it is the environment's, shell syntax goes to a shell."""
    if _SHELL.search(text):
        return TestCommand(Runner.OTHER, ("sh", "-c", text), text)
    try:
        words = shlex.split(text)
    except ValueError as error:
        words = []
        reason = str(error)
    else:
        reason = "it is empty"
    if not words:
        raise UsageError(
            f"the test command {text!r} can't be read: {reason}.",
            where="[tool.ftmigrate.verify] command",
            hint='Write it as on a command line: command = "python -m pytest -q".',
        )
    name = Path(words[0]).name
    if re.fullmatch(r"python(3(\.\d+t?)?)?(\.exe)?", name):
        words[0] = str(environment.python)
    elif (script := environment.python.parent / words[0]).is_file() and name == words[0]:
        words[0] = str(script)
    return _recognised(words, text, environment)


def _recognised(words: list[str], text: str, environment: Environment) -> TestCommand:
    module = words[2] if words[0] == str(environment.python) and words[1:2] == ["-m"] and words[2:] else ""
    if module == "unittest":
        words = [words[0], "-m", _UNITTEST_RUNNER, *words[3:]]
        return TestCommand(Runner.UNITTEST, tuple(words), text)
    pytest = module == "pytest" or Path(words[0]).name in ("pytest", "py.test")
    return TestCommand(Runner.PYTEST if pytest else Runner.OTHER, tuple(words), text)


def found_command(tree: Path, environment: Environment) -> TestCommand | NoTests:
    """pytest where the project is set up for it and it is installed, else unittest."""
    files = list(islice(_test_files(tree), 2000))
    python = str(environment.python)
    settings = _has_pytest_settings(tree)
    if (settings or files) and has_package(environment, "pytest"):
        return TestCommand(Runner.PYTEST, (python, "-m", "pytest"), "python -m pytest")
    cases = [file for file in files if _UNITTEST.search(file.read_bytes())]
    if cases and (not settings or len(cases) == len(files)):
        start = _start_folder(tree, cases)
        words = ("discover", "-s", start) if start else ("discover",)
        text = " ".join(["python -m unittest", *words])
        return TestCommand(Runner.UNITTEST, (python, "-m", _UNITTEST_RUNNER, *words), text)
    if settings or files:
        return NoTests("its tests need pytest, which this environment does not have", missing="pytest")
    return NoTests("the project has no tests we could find")


def _test_files(tree: Path) -> Iterator[Path]:
    for pattern in ("test*.py", "*_test.py"):
        for path in sorted(tree.rglob(pattern)):
            parts = path.relative_to(tree).parts[:-1]
            if not any(part in _LEFT_OUT or part.startswith(".") for part in parts):
                yield path


def _has_pytest_settings(tree: Path) -> bool:
    for name, section in _PYTEST_SECTIONS:
        path = tree / name
        if path.is_file() and section in path.read_text(encoding="utf-8", errors="replace"):
            return True
    return False


def _start_folder(tree: Path, cases: list[Path]) -> str:
    """Where discovery has to begin: the topmost folder of tests, empty where that is the tree itself."""
    tops = {case.relative_to(tree).parts[0] for case in cases}
    if len(tops) != 1 or (tree / next(iter(tops))).is_file():
        return ""
    top = tops.pop()
    return "" if (tree / top / "__init__.py").is_file() else top
