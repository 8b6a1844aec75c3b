"""A process that answers requests, split off this one: what is loaded here need not be loaded again.

Only where this process has a single thread: a lock that another thread holds would stay held in the copy
for ever. And only on Linux, since the system's libraries do not bear it elsewhere (os.fork's documentation).
"""

import gc
import marshal
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NoReturn

from ftmigrate.host.worker import WorkerDied

Answer = dict[str, Any]
# Bytes: how long what follows is.
_LENGTH = 8


def can_fork() -> bool:
    """Whether this process may be copied now; threads that C code started count too."""
    try:
        return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


class Fork:
    """A copy of this process in which `handle` answers; one request at a time.

    Requests and answers are what marshal takes: numbers, strings, lists and dictionaries of them.
    """

    def __init__(self, handle: Callable[[Answer], Answer]) -> None:
        asked, asking = os.pipe()
        answered, answering = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._process = os.fork()
        if self._process == 0:
            os.close(asking)
            os.close(answered)
            _serve(handle, asked, answering)
        os.close(asked)
        os.close(answering)
        self._requests, self._answers = os.fdopen(asking, "wb"), os.fdopen(answered, "rb")

    def fileno(self) -> int:
        """Readable when an answer comes, or none will."""
        return self._answers.fileno()

    def send(self, request: Answer) -> None:
        """Where nobody reads it, no answer comes, and `receive` tells."""
        with suppress(OSError):
            _write(self._requests, request)

    def receive(self) -> Answer:
        """Wait for the answer; raises WorkerDied where none comes."""
        try:
            answer = _read(self._answers)
        except OSError:
            answer = None
        if answer is None:
            raise WorkerDied(self._end())
        return answer

    def close(self) -> None:
        """End the process; it may be in the middle of something."""
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            self._end()

    def _end(self) -> str:
        """Wait for its end, and say what it was."""
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        self._answers.close()
        with suppress(OSError):  # what nobody read
            self._requests.close()
        code = os.waitstatus_to_exitcode(status)
        return signal.Signals(-code).name if code < 0 else f"exit status {code}"


def _serve(handle: Callable[[Answer], Answer], asked: int, answering: int) -> NoReturn:
    """The copy's life. It leaves without the cleaning up that is the other's to do."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches it too, and needs no words of it
        gc.freeze()  # what was there before is shared as long as nobody touches it
        with os.fdopen(asked, "rb") as requests, os.fdopen(answering, "wb") as answers:
            while (request := _read(requests)) is not None:
                _write(answers, handle(request))
        status = 0
    except BrokenPipeError:
        pass  # whoever asked is gone
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _write(file: IO[bytes], value: Answer) -> None:
    data = marshal.dumps(value)
    file.write(len(data).to_bytes(_LENGTH, "little"))
    file.write(data)
    file.flush()


def _read(file: IO[bytes]) -> Answer | None:
    """None where the other side ended."""
    length = file.read(_LENGTH)
    data = file.read(int.from_bytes(length, "little")) if len(length) == _LENGTH else b""
    if not data or len(data) < int.from_bytes(length, "little"):
        return None
    value: Answer = marshal.loads(data)
    return value
