"""Taking samples of the user's commands, through one supervisor process for a whole run."""

import json
import os
import queue
import re
import secrets
import shlex
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self

from ftmigrate.host.measuring import SampleFailed, how_it_ended, last_line
from ftmigrate.host.processes import clean_environment, kill_group, start
from ftmigrate.model.errors import UsageError
from ftmigrate.model.measuring import CommandSample

_SCRIPT = Path(__file__).with_name("measuring_supervisor.py")
_SHELL_WORDS = re.compile(r"[|&;<>$`*?~(){}\n]")
_FUNCTION = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_CALL = "import importlib; importlib.import_module({module!r}).{name}()"
_KILL_GRACE_SECONDS = 0.1


class Supervisor:
    """Starts commands one after another and knows what each used; ends with its `with` block.

    It is started when it is first needed, and again after a command had to be killed.
    """

    def __init__(self) -> None:
        self._marker = secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def sample(
        self,
        words: Sequence[str],
        tree: Path,
        variables: Mapping[str, str],
        *,
        timeout: float,
        watched: bool = False,
    ) -> CommandSample:
        """Run the command once in `tree`. Raises SampleFailed where it failed or took too long.

        A `watched` run also tells how many threads and processes did real work, how much memory
        they had at most, and what the command said where it failed; its times are no sample.
        """
        request = {"words": words, "folder": str(tree), "variables": dict(variables), "watched": watched}
        found = self._ask(request, timeout)
        if "error" in found:
            raise SampleFailed(found["error"])
        if found["exit"] != 0:
            last = last_line(found.get("tail", ""))
            raise SampleFailed(f"ended with {how_it_ended(found['exit'])}{f': {last}' if last else ''}")
        return CommandSample(
            cpu=found["cpu"],
            wall=found["wall"],
            delay=found["delay"],
            parallel=found.get("parallel", 0),
            memory=found.get("memory", 0),
        )

    def _ask(self, request: Mapping[str, object], timeout: float) -> dict[str, Any]:
        process = self._process = self._process or self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = self._lines.get(timeout=max(timeout, 0.01))
        except queue.Empty:
            self._end()
            raise SampleFailed(f"did not end within {timeout:.1f} s", timed_out=True) from None
        except BaseException:
            self._end()
            raise
        if not line.startswith(self._marker.encode()):
            self._end()
            raise SampleFailed("could not be measured: the supervising process ended")
        found: dict[str, Any] = json.loads(line[len(self._marker) :])
        return found

    def _started(self) -> "subprocess.Popen[bytes]":
        command: list[str | Path] = [sys.executable, "-I", "-S", _SCRIPT, self._marker]
        process = start(command, env=clean_environment(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        self._lines = queue.SimpleQueue()
        threading.Thread(target=_pass_on, args=(process.stdout, self._lines), daemon=True).start()
        return process

    def _end(self) -> None:
        if self._process is not None:
            kill_group(self._process, _KILL_GRACE_SECONDS)
            self._process.wait()
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process = None


def _pass_on(stream: IO[bytes], lines: "queue.SimpleQueue[bytes]") -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(b"")


def function_of(command: str) -> str:
    """`pkg.mod:function` of a configured line that is one; empty for other lines."""
    line = command.strip()
    return line if _FUNCTION.fullmatch(line) else ""


def command_words(command: str) -> tuple[str, ...]:
    """The words of a configured command line.

    `pkg.mod:function` is called once; a line that needs a shell is given to `sh`. Raises
    UsageError for a line with an unclosed quote or with nothing in it.
    """
    if function_of(command):
        module, name = function_of(command).split(":")
        return ("python", "-c", _CALL.format(module=module, name=name))
    if os.name == "posix" and _SHELL_WORDS.search(command):
        return ("/bin/sh", "-c", command)
    try:
        words = tuple(shlex.split(command, posix=os.name == "posix"))
    except ValueError as error:
        raise UsageError(f"the command {command!r} can't be read: {error}.") from error
    if not words:
        raise UsageError("a command of [tool.ftmigrate.bench.commands] is empty.")
    return words
