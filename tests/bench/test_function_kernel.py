"""Which objects of a project two workers really have in common, asked of a real process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ftmigrate.bench.kernels import FUNCTION_SCRIPT

STATE = """\
import logging
import threading

LIMIT = 100_000
CACHE = {"a": []}
LOG = logging.getLogger("app")


class Registry:
    level = 0
    items = ["a"]
    lock = threading.Lock()

    def cached(self, made=[]):
        return CACHE, made


def make():
    held = ["z"]

    def read():
        return held

    return read


closed = make()
REGISTRY = Registry()
"""
WORK = """\
from app.state import CACHE, LIMIT, LOG, REGISTRY, Registry, closed


def work():
    LOG.debug("x")
    cache, made = REGISTRY.cached()
    return {
        "CACHE": CACHE, "LOG": LOG, "REGISTRY": REGISTRY, "Registry": Registry, "items": Registry.items,
        "lock": Registry.lock, "held": closed(), "cache of a method": cache, "made": made, "LIMIT": LIMIT,
    }
"""
LOOK = """\
import importlib.util, json, sys
specification = importlib.util.spec_from_file_location("kernel", sys.argv[1])
kernel = importlib.util.module_from_spec(specification)
specification.loader.exec_module(kernel)
import os
os.environ["FTMIGRATE_PRIVATE"] = ""
original = kernel.prepare()()
answer = {}
for private in sys.argv[2:]:
    os.environ["FTMIGRATE_PRIVATE"] = private
    one, two = kernel.prepare()(), kernel.prepare()()
    answer[private] = [n for n in one if one[n] is not original[n] and one[n] is not two[n]]
os.environ["FTMIGRATE_PRIVATE"] = ""
assert kernel.prepare()()["CACHE"] is original["CACHE"], "the project's own modules were put back"
sys.__stdout__.write(json.dumps([answer, kernel.describe()]))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "app").mkdir()
    (folder / "app" / "__init__.py").touch()
    (folder / "app" / "state.py").write_text(STATE)
    (folder / "app" / "work.py").write_text(WORK)
    return folder


def look(tree: Path, *private: str) -> tuple[dict[str, list[str]], list[dict[str, Any]]]:
    variables = {"FTMIGRATE_FUNCTION": "app.work:work", "FTMIGRATE_TREE": str(tree), "PYTHONPATH": str(tree)}
    done = subprocess.run(
        [sys.executable, "-B", "-c", LOOK, FUNCTION_SCRIPT, *private],
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    answer, described = json.loads(done.stdout)
    return answer, described


def test_one_object_is_private_and_everything_else_stays_shared(tree: Path) -> None:
    seen, _ = look(
        tree, "only:app.state:CACHE", "only:app.state:closed > held", "only:app.state:Registry.lock"
    )
    assert [name for name in seen["only:app.state:CACHE"] if name != "Registry"] == ["CACHE"]
    assert [name for name in seen["only:app.state:closed > held"] if name != "Registry"] == ["held"]
    assert [name for name in seen["only:app.state:Registry.lock"] if name != "Registry"] == ["lock"]


def test_classes_and_functions_alone_take_no_data_along(tree: Path) -> None:
    seen, _ = look(tree, "only:")
    assert seen["only:"] == ["Registry"]


def test_everything_of_the_project_is_private_but_what_python_itself_has_once(tree: Path) -> None:
    seen, _ = look(tree, "*", "but:app.state:CACHE", "but:app.state:Registry")
    assert set(seen["*"]) >= {"CACHE", "REGISTRY", "Registry", "items", "lock", "held", "made"}
    assert "LOG" not in seen["*"], "logging has one logger of a name"
    assert (
        "CACHE" not in seen["but:app.state:CACHE"] and "cache of a method" not in seen["but:app.state:CACHE"]
    )
    assert "Registry" not in seen["but:app.state:Registry"] and "held" in seen["but:app.state:Registry"]


def test_candidates_have_their_line_and_are_named_once(tree: Path) -> None:
    _, described = look(tree)
    at = {one["name"]: (one["type"], one["file"].replace(os.sep, "/"), one["line"]) for one in described}
    assert at["app.state:CACHE"] == ("dict", "app/state.py", 5)
    assert at["app.state:Registry.lock"][1:] == ("app/state.py", 12)
    assert at["app.state:closed > held"] == ("list", "app/state.py", 27)
    assert at["app.state:Registry.cached (defaults)"][0] == "tuple"
    assert at["app.state:Registry"][0] == "class"
    assert not any(name.startswith("app.work:") for name in at), "imported names are no second object"
    assert described[-1]["type"] == "class" and described[0]["order"] == 0
