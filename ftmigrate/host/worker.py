"""A process that answers requests: one JSON document a line, over pipes.

Standard library only on the far side, so that any interpreter can be the worker.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ftmigrate
from ftmigrate.host import processes

Answer = dict[str, Any]


class WorkerDied(Exception):
    """The worker ended or said something else; the message holds its last words."""


class Worker:
    """One process running `module`'s `main()`; `ask` sends a request and waits for its answer."""

    def __init__(self, python: Path, module: str) -> None:
        from ftmigrate.host.folders import own_bytecode_folder  # not standard library: this side only

        folder = Path(ftmigrate.__file__).resolve().parent.parent
        # -I: the project's own folder and variables stay out. -S: no site-packages to search.
        code = f"import sys; sys.path.append({str(folder)!r}); from {module} import main; main()"
        # The checkout or site-packages may be another Python's or read-only: bytecode goes to the cache.
        bytecode = f"pycache_prefix={own_bytecode_folder()}"
        options = ["-I", "-S", "-X", "utf8", "-X", bytecode]
        self._process = processes.start([python, *options, "-c", code], stdin=subprocess.PIPE)
        self._errors: list[bytes] = []
        assert self._process.stderr is not None
        self._reader = threading.Thread(target=self._drain, daemon=True)
        self._reader.start()

    def _drain(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._errors = [*self._errors[-20:], line]

    def ask(self, request: Answer) -> Answer:
        """Send one request; raises WorkerDied where no answer comes."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            self._process.wait()
            self._reader.join(1.0)
            raise WorkerDied(b"".join(self._errors).decode("utf-8", "replace").strip())
        answer: Answer = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process; it may be in the middle of something."""
        processes.kill_group(self._process, grace=0.5)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._reader.join(1.0)
        if self._process.stderr is not None:
            self._process.stderr.close()
        self._process.wait()


def serve(handle: Callable[[Answer], Answer]) -> None:
    """The far side: answer each line of stdin on stdout until it ends.

    Whatever else prints goes to stderr, so that answers stay alone on their pipe.
    """
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    for line in sys.stdin.buffer:
        answers.write(json.dumps(handle(json.loads(line))).encode() + b"\n")
        answers.flush()
