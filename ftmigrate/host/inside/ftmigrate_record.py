"""Keeps what pools are given to do, as it was when it was handed over, so that it can be done again.

One file a call, `call-PID-NUMBER.pickle`: the initializer and its arguments, then an item a dump,
all by one pickler: what two items share is shared again when they are read by one unpickler.
"""

import functools
import itertools
import os
import pickle
import sys
import threading
import types

ITEMS = 6
_BYTES = 4_000_000
_CALLS = 40


def plain_function(function):
    """The function below partial objects and bound methods."""
    while isinstance(function, (functools.partial, types.MethodType)):
        function = function.func if isinstance(function, functools.partial) else function.__func__
    return function


def place_of(function):
    """Where a worker is defined: `[file, line, name]`; an empty file where no Python code says."""
    function = plain_function(function)
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    return [code.co_filename, code.co_firstlineno, name] if code else ["", 0, name]


class _Call:
    """One site with one worker; `pool` is the number of the pool whose items are kept."""

    def __init__(self, path, pool):
        self.path, self.pool, self.count, self.refusal = path, pool, 0, ""
        self.file = open(path, "wb")  # noqa: SIM115
        self.pickler = pickle.Pickler(self.file, protocol=5)

    def dump(self, value):
        try:
            self.pickler.dump(value)
            self.file.flush()
        except Exception as error:  # whatever a __reduce__ of the project raises
            self.refusal = f"{type(error).__name__}: {error}"[:200]
        if self.refusal or self.file.tell() > _BYTES:
            self.close()

    def close(self):
        self.count = ITEMS
        self.file.close()
        self.pickler = None


class Recorder:
    """`files` are the absolute paths whose calls or workers count."""

    def __init__(self, folder, files, write):
        self.folder, self.write = folder, write
        self.files = frozenset(os.path.realpath(path) for path in files)
        self.calls = {}
        self.numbers = itertools.count()
        self.lock = threading.Lock()

    def item(self, pool, function, arguments, named, site):
        """Keep one item that `pool` was given at `site`, unless there are enough of this call."""
        worker = place_of(function)
        if not {os.path.realpath(site[0]), os.path.realpath(worker[0])} & self.files:
            return
        with self.lock:
            number = pool.__dict__.setdefault("_ftmigrate_number", next(self.numbers))
            call = self.calls.get((*site[:2], *worker))
            if call is None or (call.pool != number and call.count == 1):
                call = self._begin(pool, number, worker, site)
            if call is None or call.pool != number or call.count >= ITEMS:
                return
            call.count += 1
            call.dump((function, arguments, named))
            if call.refusal:
                self.write(kind="unrepeatable", function=worker[2], worker=worker, error=call.refusal)

    def _begin(self, pool, number, worker, site):
        if len(self.calls) >= _CALLS:
            return None
        path = os.path.join(self.folder, f"call-{os.getpid()}-{next(self.numbers)}.pickle")
        call = self.calls[(*site[:2], *worker)] = _Call(path, number)
        call.dump((getattr(pool, "_initializer", None), tuple(getattr(pool, "_initargs", ()) or ())))
        self.write(
            kind="pool_call",
            path=path,
            site=list(site),
            worker=worker,
            workers=getattr(pool, "_max_workers", None) or getattr(pool, "_processes", None) or 2,
            paths=list(sys.path),
        )
        return call
