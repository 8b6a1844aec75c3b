"""One small project with both environments, made once; tests vary copies of its tree."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment, Interpreter, Resolution
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.environments import sync

PROJECTS = Path(__file__).parents[2] / "projects"
CONFIGURATION = Configuration(groups=("test",))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("verify") / "small"
    shutil.copytree(PROJECTS / "verify_small", project)
    return project


@pytest.fixture(scope="session")
def gil_environment(small: Path, gil_interpreter: Interpreter) -> Environment:
    return sync(small, Resolution(Target.parse("3.14"), gil_interpreter), CONFIGURATION, Silent())


@pytest.fixture(scope="session")
def free_threaded_environment(small: Path, free_threaded_resolution: Resolution) -> Environment:
    return sync(small, free_threaded_resolution, CONFIGURATION, Silent())


@pytest.fixture(scope="session")
def both(gil_environment: Environment, free_threaded_environment: Environment) -> Sequence[Environment]:
    return gil_environment, free_threaded_environment
