"""Nothing that worked is lost in random modules and packages, run before and after on a real 3.14."""

from pathlib import Path

import pytest

import ftmigrate
from ftmigrate.host.processes import run
from ftmigrate.model.interpreter import Interpreter


@pytest.mark.interpreters
@pytest.mark.parametrize(("kind", "count"), [("modules", 200), ("packages", 500)])
def test_random_programs_say_the_same(gil_interpreter: Interpreter, kind: str, count: int) -> None:
    root = Path(ftmigrate.__file__).parent.parent
    program = (
        f"import sys; sys.path.append({str(root)!r}); "
        f"from tests.rules.random_{kind} import main; main(0, {count})"
    )

    done = run([gil_interpreter.path, "-I", "-S", "-W", "ignore", "-c", program], timeout=300)

    assert done.ok, done.tail(40)
    assert int(done.stdout) > 200
