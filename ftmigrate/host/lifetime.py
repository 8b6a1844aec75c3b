"""Children that must not outlive us, not even when we are killed and can do nothing about it."""

import shutil
import sys
from collections.abc import Sequence
from functools import cache


def tied(command: Sequence[str]) -> tuple[str, ...]:
    """`command`, started so that Linux kills it when its parent dies; unchanged where that is not to be had.

    An installer that goes on after a `kill -9` of ftmigrate would write into the environment that
    the next run makes in the same place. util-linux's setpriv sets PR_SET_PDEATHSIG (prctl(2)) and
    becomes the command, so process id and exit status are the command's own.
    """
    program = _setpriv()
    return (program, "--pdeathsig", "KILL", *command) if program else tuple(command)


@cache
def _setpriv() -> str | None:
    return shutil.which("setpriv") if sys.platform == "linux" else None
