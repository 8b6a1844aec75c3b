"""Children that must not outlive us: not a Ctrl-C, and not even a kill that we cannot answer."""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from ftmigrate.host.processes import Completed, run

_ending = threading.Event()


def run_tied(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    timeout: float,
    cwd: Path | None = None,
    on_line: Callable[[str], None] | None = None,
) -> Completed:
    """`processes.run` for what changes an environment, from any thread of a `crew`.

    Raises KeyboardInterrupt in every thread once the main one was interrupted.
    """
    if _ending.is_set():
        raise KeyboardInterrupt
    done = run(
        tied(command), env=env, timeout=timeout, cwd=cwd, on_line=on_line, watch=lambda _: _ending.is_set()
    )
    if _ending.is_set():
        raise KeyboardInterrupt
    return done


@contextmanager
def crew(size: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that end with the block: an error or a Ctrl-C in it stops what they run, too.

    A signal reaches the main thread only, and what the others wait for would go on for minutes.
    """
    pool = ThreadPoolExecutor(size)
    try:
        yield pool
    except BaseException:
        _ending.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        _ending.clear()


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
