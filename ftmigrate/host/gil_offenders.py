"""Every extension module that brings the GIL back, not only the first one met."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ftmigrate.host.processes import run
from ftmigrate.host.watched import watched
from ftmigrate.model.checking import LoadedExtension
from ftmigrate.model.interpreter import Environment

_SECONDS = 60.0


def gil_offenders(
    tree: Path, environment: Environment, extensions: Sequence[LoadedExtension]
) -> tuple[LoadedExtension, ...]:
    """Those of `extensions` that do not declare that they run without the GIL.

    Each is loaded by itself: once the GIL is back, a process says nothing about the next module.
    """
    left = [extension for extension in extensions if extension.path]
    offenders: list[LoadedExtension] = []
    with watched(tree, environment) as watch:
        names = watch.folder / "extensions.json"
        while left:
            names.write_text(json.dumps([[e.name, e.path] for e in left]), encoding="utf-8")
            command: list[str | Path] = [environment.python, "-P", "-m", "ftmigrate_gil", names]
            done = run(command, cwd=tree, env=watch.variables, timeout=_SECONDS)
            tried = json.loads(done.stdout) if done.ok else []
            if tried and tried[-1][1] == "enabled":
                offenders.append(replace(left[len(tried) - 1], enabled_gil=True))
            # A module that crashes the process is passed over: importing it alone is not its normal life.
            left = left[max(len(tried), 1) :]
    return tuple(offenders)
