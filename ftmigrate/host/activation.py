"""Running a user's command in an environment, as if it were activated."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from ftmigrate.host.processes import PYTHON_VARIABLES
from ftmigrate.model.errors import ProjectCommandFailed
from ftmigrate.model.interpreter import Environment

# These choose another Python; the others of PYTHON_VARIABLES are the user's own wish for this command.
_ELSEWHERE = ("PYTHONHOME", "CONDA_PREFIX", "UV_PYTHON", "__PYVENV_LAUNCHER__", "VIRTUAL_ENV_PROMPT")
assert set(_ELSEWHERE) <= set(PYTHON_VARIABLES)


def activated(environment: Environment, environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` as `activate` would leave it. PYTHON_GIL goes where the build cannot obey it."""
    scripts = str(environment.python.parent)
    dropped = {*_ELSEWHERE} | (set() if environment.interpreter.free_threaded else {"PYTHON_GIL"})
    kept = {name: value for name, value in environ.items() if name not in dropped}
    path = os.pathsep.join(filter(None, (scripts, environ.get("PATH", ""))))
    return kept | {"VIRTUAL_ENV": str(environment.path), "PATH": path}


def become(environment: Environment, words: Sequence[str], directory: Path) -> NoReturn:
    """Run `words` in place of this process, on its terminal; the exit status is the command's own.

    Raises ProjectCommandFailed where there is no such command.
    """
    variables = activated(environment, os.environ)
    os.chdir(directory)
    try:
        if sys.platform == "win32":
            sys.exit(subprocess.call(list(words), env=variables))
        os.execvpe(words[0], list(words), variables)
    except OSError as error:
        raise ProjectCommandFailed(
            f"{words[0]!r} cannot be run: {error.strerror}.",
            where=environment.label,
            hint=f"It must be in {environment.python.parent} or on PATH.",
        ) from error
