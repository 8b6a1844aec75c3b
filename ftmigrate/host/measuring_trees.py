"""The surroundings of a measured command: one tree, one environment, nothing that watches."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ftmigrate.host.watched import INSIDE, needs_patience, watched
from ftmigrate.model.interpreter import Environment

# What a watch adds to see into the process: it would cost time in each of them. And what keeps a
# Python from writing bytecode: it would compile the whole standard library in every sample.
_WATCH = (
    "FTMIGRATE_WATCH",
    "PYTEST_PLUGINS",
    "PYTHONHASHSEED",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
)
_PATIENCE = """\
import sys
sys.path.append({inside!r})
import ftmigrate_lazy
sys.path.remove({inside!r})
ftmigrate_lazy.install({files!r})
"""


@contextmanager
def bytecode_folder() -> Iterator[Path]:
    """A folder for the bytecode of the trees that one environment runs; gone in the end."""
    with tempfile.TemporaryDirectory(prefix="ftmigrate-bytecode-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def measured_tree(
    tree: Path, environment: Environment, lazy: Iterable[str] = (), *, bytecode: Path | None = None
) -> Iterator[dict[str, str]]:
    """Variables that make the environment's Python import from `tree`, and else run as for the user.

    Bytecode goes to a folder of its own (or to `bytecode`, which trees can have in common), so that
    measuring writes nothing beside the sources. A
    stand-in before 3.14 gets the hook that evaluates annotations late in the files `lazy`; it is
    put into both trees, with no file in the one before, so that its start-up costs both the same.
    """
    with watched(tree, environment, lazy) as watch:
        variables = {name: value for name, value in watch.variables.items() if name not in _WATCH}
        asked = [name for name in _WATCH if name in os.environ and name != "PYTHONDONTWRITEBYTECODE"]
        variables |= {name: os.environ[name] for name in asked}
        paths = [path for path in variables["PYTHONPATH"].split(os.pathsep) if path != str(INSIDE)]
        if needs_patience(environment):
            folder = watch.folder / "patience"
            folder.mkdir()
            files = sorted(str(watch.tree / path) for path in lazy)
            text = _PATIENCE.format(inside=str(INSIDE), files=files)
            (folder / "sitecustomize.py").write_text(text, encoding="utf-8")
            paths.insert(0, str(folder))
        variables["PYTHONPATH"] = os.pathsep.join(paths)
        variables["PYTHONPYCACHEPREFIX"] = str(bytecode or watch.folder / "pycache")
        yield variables
