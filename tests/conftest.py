"""The real interpreters that tests share, provisioned once into the user's data folder."""

import pytest

from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Interpreter, Resolution
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.interpreters import obtain


def _obtained(request: str, stand_in: str | None) -> Resolution:
    substitute = Target.parse(stand_in) if stand_in else None
    obtained = obtain(Target.parse(request), Configuration(), stand_in=substitute, progress=Silent())
    if obtained.resolution is None:
        pytest.skip(f"no {request} here: {' '.join(obtained.explanations)}")
    return obtained.resolution


@pytest.fixture(scope="session")
def gil_interpreter() -> Interpreter:
    """A 3.14 with the GIL."""
    return _obtained("3.14", None).interpreter


@pytest.fixture(scope="session")
def free_threaded_resolution() -> Resolution:
    """3.14t, or 3.13t as its stand-in; the resolution says which."""
    return _obtained("3.14t", "3.13t")


@pytest.fixture(scope="session")
def free_threaded_interpreter(free_threaded_resolution: Resolution) -> Interpreter:
    return free_threaded_resolution.interpreter
