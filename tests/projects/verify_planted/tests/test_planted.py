import importlib

import pytest

BUGS = "counter scratch seeding singleton argument iterated invariant locks cold".split()
NAMES = [*BUGS, *(f"{bug}_fixed" for bug in BUGS), "readonly"]


@pytest.mark.parametrize("name", NAMES)
def test_runs(name):
    assert importlib.import_module(f"planted.{name}").run()
