"""Copies of this process: they answer, they end with a word about how, and none is left behind."""

import os
import signal
import threading
import time

import pytest

from ftmigrate.host.forks import Answer, Fork, can_fork
from ftmigrate.host.worker import WorkerDied

pytestmark = pytest.mark.skipif(not can_fork(), reason="this process may not be copied here")


def _handle(request: Answer) -> Answer:
    if "signal" in request:
        os.kill(os.getpid(), request["signal"])
    if "sleep" in request:
        time.sleep(request["sleep"])
    return {"same": request, "process": os.getpid()}


def test_a_copy_answers_whatever_marshal_takes() -> None:
    fork = Fork(_handle)
    request = {"text": "é\udc80" * 100_000, "numbers": [1, 2.5, None, True], "inner": {"a": ["b"]}}
    try:
        for _ in range(2):
            fork.send(request)
            answer = fork.receive()
            assert answer["same"] == request
            assert answer["process"] != os.getpid()
    finally:
        fork.close()


def test_a_copy_that_dies_is_told_from_one_that_answers() -> None:
    fork = Fork(_handle)
    fork.send({"signal": int(signal.SIGKILL)})

    with pytest.raises(WorkerDied, match="SIGKILL"):
        fork.receive()
    fork.close()


def test_nobody_is_left_behind_when_one_is_closed_in_the_middle() -> None:
    fork = Fork(_handle)
    fork.send({})
    process = fork.receive()["process"]
    fork.send({"sleep": 600})
    fork.close()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_copy_ends_when_nobody_can_ask_it_any_more() -> None:
    outer = Fork(lambda request: {"inner": _started()})
    outer.send({})
    inner = outer.receive()["inner"]
    outer.close()

    for _ in range(100):
        try:
            os.kill(inner, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("it is still there")


_KEPT: list[Fork] = []


def _started() -> int:
    fork = Fork(_handle)
    _KEPT.append(fork)
    fork.send({})
    return int(fork.receive()["process"])


def test_a_process_with_threads_is_not_copied() -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        assert not can_fork()
    finally:
        over.set()
        thread.join()
