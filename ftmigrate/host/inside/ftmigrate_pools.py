"""Lets thread pools tell a witness what they hand to their threads, and when they end."""

import concurrent.futures
import functools
import multiprocessing.pool
import os
import sys
import threading
import types

from ftmigrate_witness import CONTAINERS, is_a

_MACHINERY = tuple(f"{os.sep}{name}{os.sep}" for name in ("concurrent", "multiprocessing", "asyncio"))


def watch_pools(witness, recorder=None):
    """Mark what is handed to workers, count their tasks, and begin an epoch where a pool ends."""
    tasks = _Tasks(witness, recorder)
    _watch_executor(concurrent.futures.ThreadPoolExecutor, tasks)
    _watch_thread_pool(multiprocessing.pool.ThreadPool, tasks)
    _watch_threads(witness)


class _Tasks:
    """Tells of each piece of work before a thread gets it."""

    def __init__(self, witness, recorder):
        self.witness, self.recorder = witness, recorder

    def given(self, pool, function, arguments, named, site):
        if self.recorder is not None:
            self.recorder.item(pool, function, arguments, named, site)
        arguments = (*arguments, *named.values())
        while isinstance(function, functools.partial):
            arguments = (*function.args, *function.keywords.values(), *arguments)
            function = function.func
        self._arguments(arguments, site)
        bound = getattr(function, "__self__", None)
        if bound is not None and not isinstance(bound, types.ModuleType):
            self.witness.places.setdefault(("name", id(bound)), bound)
        self.witness.write(kind="task", function=getattr(function, "__qualname__", repr(function)))

    def _arguments(self, value, site, depth=0):
        if depth < 2 and is_a(value, (tuple, list)):
            for part in value[:50]:
                self._arguments(part, site, depth + 1)
        if depth and (is_a(value, CONTAINERS) or type(value).__dictoffset__):
            self.witness.kept.setdefault(("argument", id(value)), value)
            self.witness.arguments[id(value)] = site

    def ending(self, owner, name):
        """Make the method `name` of the class `owner` begin an epoch when it is done."""
        original = getattr(owner, name)

        @functools.wraps(original)
        def ended(pool, *arguments, **named):
            result = original(pool, *arguments, **named)
            self.witness.next_epoch()
            return result

        setattr(owner, name, ended)


def _caller():
    """Where the project asks: the innermost frame outside the machinery of pools."""
    frame = sys._getframe(2)
    while frame and any(part in frame.f_code.co_filename for part in _MACHINERY):
        frame = frame.f_back
    if frame is None:
        return ("", 0, "")
    return (frame.f_code.co_filename, frame.f_lineno, "passed to the workers here")


def _watch_executor(executor, tasks):
    submit = executor.submit

    @functools.wraps(submit)
    def watched_submit(self, fn, /, *arguments, **named):
        tasks.given(self, fn, arguments, named, _caller())
        return submit(self, fn, *arguments, **named)

    executor.submit = watched_submit
    tasks.ending(executor, "shutdown")


def _watch_thread_pool(pool, tasks):
    # The main job is done by _map_async, for map and starmap alike.
    for name in ("_map_async", "imap", "imap_unordered"):
        _watch_many(pool, name, tasks)
    apply = pool.apply_async

    @functools.wraps(apply)
    def apply_async(self, func, args=(), kwds=None, *more, **named):
        tasks.given(self, func, tuple(args), kwds or {}, _caller())
        return apply(self, func, args, kwds or {}, *more, **named)

    pool.apply_async = apply_async
    tasks.ending(pool, "join")
    tasks.ending(pool, "__exit__")


def _watch_many(pool, name, tasks):
    original = getattr(pool, name)

    @functools.wraps(original)
    def method(self, func, arguments, *more, **named):
        site = _caller()
        starred = name == "_map_async" and bool(more) and more[0] is multiprocessing.pool.starmapstar
        if name == "_map_async":
            arguments = list(arguments)

        def tell(one):
            tasks.given(self, func, tuple(one) if starred else (one,), {}, site)

        return original(self, func, _each(arguments, tell), *more, **named)

    setattr(pool, name, method)


def _each(values, tell):
    """`values`, told one by one: at once where they have a length, else as they are taken."""

    def telling():
        for value in values:
            tell(value)
            yield value

    return list(telling()) if hasattr(values, "__len__") else telling()


def _watch_threads(witness):
    run = threading.Thread.run

    def watched_run(self):
        if self.name.startswith("Thread-") and getattr(self, "_target", None) is not None:
            witness.write(kind="task", function=getattr(self._target, "__qualname__", repr(self._target)))
        run(self)

    threading.Thread.run = watched_run
