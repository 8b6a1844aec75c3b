"""Lets thread pools tell a witness what they hand to their threads, and when they end."""

import concurrent.futures
import functools
import multiprocessing.pool
import sys
import threading
import types

from ftmigrate_witness import CONTAINERS


def _each(values, tell):
    """`values`, told one by one: at once where they have a length, else as they are taken."""

    def telling():
        for value in values:
            tell(value)
            yield value

    return list(telling()) if hasattr(values, "__len__") else telling()


def watch_pools(witness):
    """Mark what is handed to workers, count their tasks, and begin an epoch where a pool ends."""

    def argument(value, site, depth=0):
        if depth < 2 and isinstance(value, (tuple, list)):
            for part in value[:50]:
                argument(part, site, depth + 1)
        if depth and (isinstance(value, CONTAINERS) or hasattr(value, "__dict__")):
            witness.kept.setdefault(("argument", id(value)), value)
            witness.arguments[id(value)] = site

    def caller():
        frame = sys._getframe(2)
        while frame and (
            "concurrent" in frame.f_code.co_filename or "multiprocessing" in frame.f_code.co_filename
        ):
            frame = frame.f_back
        return (
            (frame.f_code.co_filename, frame.f_lineno, "passed to the workers here") if frame else ("", 0, "")
        )

    def task(function, arguments, site):
        while isinstance(function, functools.partial):
            arguments = (*function.args, *function.keywords.values(), *arguments)
            function = function.func
        argument((*arguments,), site)
        bound = getattr(function, "__self__", None)
        if bound is not None and not isinstance(bound, types.ModuleType):
            witness.places.setdefault(("name", id(bound)), bound)
        witness.write(kind="task", function=getattr(function, "__qualname__", repr(function)))

    submit = concurrent.futures.ThreadPoolExecutor.submit

    def watched_submit(self, fn, /, *arguments, **named):
        task(fn, (*arguments, *named.values()), caller())
        return submit(self, fn, *arguments, **named)

    concurrent.futures.ThreadPoolExecutor.submit = watched_submit

    shutdown = concurrent.futures.ThreadPoolExecutor.shutdown

    def watched_shutdown(self, *arguments, **named):
        shutdown(self, *arguments, **named)
        witness.next_epoch()

    concurrent.futures.ThreadPoolExecutor.shutdown = watched_shutdown

    pool = multiprocessing.pool.ThreadPool

    def watch(name, many):
        original = getattr(pool, name)

        def method(self, func, arguments=(), *more, **named):
            site = caller()
            if many:
                starred = name == "_map_async" and more and more[0] is multiprocessing.pool.starmapstar
                if name == "_map_async":
                    arguments = list(arguments)
                arguments = _each(arguments, lambda one: task(func, one if starred else (one,), site))
            else:
                task(func, tuple(arguments), site)
            return original(self, func, arguments, *more, **named)

        setattr(pool, name, functools.wraps(original)(method))

    # The main job is done by _map_async, for map and starmap alike.
    watch("_map_async", many=True)
    watch("apply_async", many=False)
    watch("imap", many=True)
    watch("imap_unordered", many=True)
    join = pool.join

    def watched_join(self):
        join(self)
        witness.next_epoch()

    pool.join = watched_join
    leave = pool.__exit__

    def watched_exit(self, *error):
        leave(self, *error)
        witness.next_epoch()

    pool.__exit__ = watched_exit

    run = threading.Thread.run

    def watched_run(self):
        if self.name.startswith("Thread-") and getattr(self, "_target", None) is not None:
            witness.write(kind="task", function=getattr(self._target, "__qualname__", repr(self._target)))
        run(self)

    threading.Thread.run = watched_run
