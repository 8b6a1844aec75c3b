"""Code made for 3.14 on a Python that evaluates annotations when they are defined."""

import json
import subprocess
from pathlib import Path

import pytest

from ftmigrate.host.watched import INSIDE
from ftmigrate.model.interpreter import Interpreter

pytestmark = pytest.mark.interpreters

MODULE = """
import typing
from dataclasses import dataclass, fields

@dataclass
class Node:
    above: Node | None = None
    below: list[Leaf] | None = None
    size: int = 0
    locals: dict[str, str] | None = None
    class Inner: pass
    inner: Inner | None = None
    _private: int = 0
    def grow(self, leaf: Leaf, *rest: *tuple[int, ...], **names: Leaf) -> Node: ...
    async def wait[T](self, item: T, inner: Inner) -> T: ...

class Leaf: pass

def make():
    class Local: pass
    def local(x: Local) -> Later: ...
    return local, Local

class Later: pass
variable: Leaf = Leaf()
"""
QUESTION = """
import json, sys, typing
if sys.argv[1]:
    import ftmigrate_lazy
    ftmigrate_lazy.install([sys.argv[1]])
import made
local, Local = made.make()
ask = made.Node.__annotations__
print(json.dumps({
    "own name": repr(ask["above"]), "later": repr(ask["below"]), "bound": repr(ask["size"]),
    "class scope": repr(ask["inner"]), "hint": repr(typing.get_type_hints(made.Node)["above"]),
    "method": repr(typing.get_type_hints(made.Node.grow)["leaf"]),
    "generic": repr(made.Node.wait.__annotations__["item"]),
    "closure": local.__annotations__["x"] is Local, "far": repr(local.__annotations__["return"]),
    "variable": repr(made.__annotations__["variable"]),
}))
"""


def asked(interpreter: Interpreter, folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [interpreter.path, "-B", "-c", QUESTION, path]
    variables = {"PYTHONPATH": f"{folder}:{INSIDE}"}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def test_annotations_are_kept_as_text_only_where_a_name_is_bound_later(
    free_threaded_interpreter: Interpreter, tmp_path: Path
) -> None:
    if not free_threaded_interpreter.version.startswith("3.13"):
        pytest.skip("a real 3.14t evaluates annotations lazily by itself")
    module = tmp_path / "made.py"
    module.write_text(MODULE)
    assert "NameError: name 'Node' is not defined" in asked(free_threaded_interpreter, tmp_path, "").stderr
    done = asked(free_threaded_interpreter, tmp_path, str(module))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "own name": "'Node | None'",
        "later": "'list[Leaf] | None'",
        "bound": "<class 'int'>",
        "class scope": "made.Node.Inner | None",
        "hint": "made.Node | None",
        "method": "<class 'made.Leaf'>",
        "generic": "T",
        "closure": True,
        "far": "<class 'made.Later'>",
        "variable": "<class 'made.Leaf'>",
    }
