"""Whether the project's code brings the GIL back: seen in a first run, which is never a sample."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ftmigrate.host.processes import run
from ftmigrate.host.project_modules import importable_modules
from ftmigrate.host.watched import INSIDE, Watched, loaded_extensions, watched
from ftmigrate.model.interpreter import Environment

Culprits = Callable[[], tuple[str, ...]]
_UNKNOWN = "an extension module that could not be seen"
_IMPORT = """\
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except BaseException:
        pass
"""


@contextmanager
def gil_watched(
    tree: Path, environment: Environment, variables: Mapping[str, str]
) -> Iterator[tuple[Mapping[str, str], Culprits]]:
    """`variables` with what makes processes tell of the GIL, and a function that names who brought it back.

    That is nobody where the build has the GIL in any case, or where somebody asked for it.
    """
    if not environment.interpreter.free_threaded:
        yield variables, tuple
        return
    with watched(tree, environment, ()) as watch:
        path = os.pathsep.join(filter(None, [str(INSIDE), variables.get("PYTHONPATH", "")]))
        told = {"FTMIGRATE_WATCH": str(watch.folder), "PYTHONPATH": path}
        yield {**variables, **told}, lambda: _culprits(watch)


def imports_bring_back(tree: Path, environment: Environment, *, timeout: float) -> tuple[str, ...]:
    """Who brings the GIL back when the project's top-level packages and modules are imported."""
    if not environment.interpreter.free_threaded:
        return ()
    with watched(tree, environment) as watch:
        modules = importable_modules(tree, watch.roots, ())
        names = [module.name for module in modules if "." not in module.name and not module.refusal]
        words: list[str | Path] = [environment.python, "-c", _IMPORT, *names]
        run(words, cwd=tree, env=watch.variables, timeout=timeout)
        return _culprits(watch)


def _culprits(watch: Watched) -> tuple[str, ...]:
    records = list(watch.records())
    named = tuple(found.name for found in loaded_extensions(records) if found.enabled_gil)
    back = any(record["kind"] == "end" and record["gil"] for record in records)
    return named or ((_UNKNOWN,) if back else ())
