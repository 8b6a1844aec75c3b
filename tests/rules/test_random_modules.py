"""Nothing that worked is lost in random modules, run before and after on a real 3.14."""

from pathlib import Path

import pytest

import ftmigrate
from ftmigrate.host.processes import run
from ftmigrate.model.interpreter import Interpreter


@pytest.mark.interpreters
def test_random_modules_say_the_same(gil_interpreter: Interpreter) -> None:
    root = Path(ftmigrate.__file__).parent.parent
    program = (
        f"import sys; sys.path.append({str(root)!r}); "
        "from tests.rules.random_modules import main; main(0, 200)"
    )

    done = run([gil_interpreter.path, "-I", "-S", "-W", "ignore", "-c", program], timeout=300)

    assert done.ok, done.tail(40)
    assert int(done.stdout) > 200
