"""Watches a Python process of the project from its first moment, then lets it run as it would.

Started by `site` because this folder is first on PYTHONPATH; without FTMIGRATE_WATCH, the folder
that holds `settings.json` and receives the records, it does nothing but call the next
sitecustomize. It records the GIL at start and end, each extension module with the chain of
imports that asked for it, and modules that came from another tree than the one under test.
"""

import atexit
import importlib.machinery
import importlib.util
import json
import os
import sys
import sysconfig
import time


def _gil_enabled():
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def _gil_state():
    """Whether the GIL is on; None where somebody asked for it, which says nothing of the modules."""
    return None if getattr(sys.flags, "gil", None) == 1 else _gil_enabled()


def _parallelism():
    """Processes that multiprocessing started here, and what was handed to pools of either kind.

    Read off the counters that the standard library names its workers by, so that nothing has to
    be patched; a name that another version does not have counts as nothing.
    """
    process = sys.modules.get("multiprocessing.process")
    pool = sys.modules.get("multiprocessing.pool")
    executor = getattr(sys.modules.get("concurrent.futures.thread"), "ThreadPoolExecutor", None)
    named = getattr(getattr(executor, "_counter", None), "__self__", None)
    return {
        "processes": max(_value(getattr(process, "_process_counter", None)) - 1, 0),
        "pool_calls": _value(getattr(pool, "job_counter", None)) + _value(named),
    }


def _value(counter):
    """The next value of an itertools.count, which only its repr tells without taking it."""
    digits = repr(counter).removeprefix("count(").removesuffix(")")
    return int(digits) if digits.isdecimal() else 0


class _Watch:
    """The records of this process; one JSON line each, written at once."""

    def __init__(self, folder, settings):
        self.folder = folder
        self.tree = os.path.realpath(settings["tree"])
        self.project = os.path.realpath(settings["project"])
        self.standard_library = os.path.realpath(sysconfig.get_path("platstdlib"))
        self.stamp = time.time_ns()

    def write(self, **record):
        path = os.path.join(self.folder, f"process-{os.getpid()}-{self.stamp}.jsonl")
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def at_exit(self):
        self.write(kind="end", gil=_gil_state(), foreign=self.foreign(), **_parallelism())

    def foreign(self):
        """Modules of the user's own tree, where another tree is under test."""
        if self.tree == self.project:
            return []
        inside = (self.tree + os.sep, os.path.realpath(sys.prefix) + os.sep)
        names = []
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if not isinstance(file, str):
                continue
            real = os.path.realpath(file)
            if real.startswith(self.project + os.sep) and not real.startswith(inside):
                names.append(f"{name} ({real})")
        return sorted(names)

    def extensions(self):
        """Record extension modules as they are loaded; the loader itself stays what it was."""
        loader = importlib.machinery.ExtensionFileLoader
        create, execute = loader.create_module, loader.exec_module
        watch = self

        def create_module(self, spec):
            before = _gil_enabled()
            module = create(self, spec)
            watch.loaded(spec.name, spec.origin, before, first=True)
            return module

        def exec_module(self, module):
            before = _gil_enabled()
            execute(self, module)
            watch.loaded(module.__spec__.name, module.__spec__.origin, before, first=False)

        loader.create_module, loader.exec_module = create_module, exec_module

    def loaded(self, name, path, gil_before, first):
        enabled = _gil_enabled() and not gil_before
        ours = os.path.realpath(path or "").startswith(self.standard_library + os.sep + "lib-dynload")
        if enabled or (first and not ours):
            self.write(kind="extension", name=name, path=path, chain=_importers(), enabled_gil=enabled)


def _importers():
    """The modules whose import is under way, outermost first."""
    names = []
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_name == "<module>":
            names.append(frame.f_globals.get("__name__", "?"))
        frame = frame.f_back
    return names[::-1]


def _begin():
    folder = os.environ.get("FTMIGRATE_WATCH")
    if not folder:
        return
    with open(os.path.join(folder, "settings.json"), encoding="utf-8") as file:
        settings = json.load(file)
    if os.path.realpath(sys.prefix) != settings["prefix"]:
        return  # some other Python that the tests start
    watch = _Watch(folder, settings)
    watch.write(kind="start", gil=_gil_state(), time=watch.stamp, argv=sys.orig_argv)
    watch.extensions()
    atexit.register(watch.at_exit)
    if settings.get("hangs"):
        import ftmigrate_hang

        ftmigrate_hang.install(folder, watch.tree)
    lazy = settings.get("lazy_annotations")
    if lazy and sys.version_info < (3, 14):
        import ftmigrate_lazy

        ftmigrate_lazy.install(lazy)
    if settings.get("races"):
        import ftmigrate_races

        ftmigrate_races.install(settings["races"], watch.write)


def _next_sitecustomize():
    """Run the sitecustomize that this one hides, as the interpreter would have."""
    here = os.path.dirname(os.path.realpath(__file__))
    others = [entry for entry in sys.path if os.path.realpath(entry or ".") != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)


_begin()
_next_sitecustomize()
