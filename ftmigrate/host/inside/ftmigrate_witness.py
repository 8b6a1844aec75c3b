"""Sees what threads do to what they share: locksets, lock order, checks that act too late.

`install` rewrites the named files as they are compiled (ftmigrate_instrument) and lets thread
pools tell of their tasks. Each conflict is one record with both places; with a seed, threads are
also held up at shared accesses. Reading alone is never a conflict. Sources: Eraser (Savage 1997)
for locksets; Goodlock (Havelund 2000) for lock order.
"""

import bisect
import builtins
import functools
import operator
import os
import random
import sys
import threading
import time
import types

_CONTAINERS = (list, dict, set, bytearray)
_CONSTANTS = (bool, int, float, str, bytes, tuple, frozenset, type, type(None), types.FunctionType)
_ADDERS = {"append", "add", "setdefault", "appendleft"}
_CHANGERS = {
    list: {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"},
    dict: {"update", "pop", "popitem", "clear", "setdefault", "subtract"},
    set: {"add", "update", "discard", "remove", "pop", "clear", "intersection_update", "difference_update"},
    bytearray: {"append", "extend", "clear", "pop", "insert", "remove", "reverse"},
}
# Calls that set something of the whole process: every worker process had its own.
_PROCESS_WIDE = {
    ("random", "seed"), ("random", "setstate"), ("os", "chdir"), ("os", "fchdir"), ("os", "umask"),
    ("os", "putenv"), ("os", "unsetenv"), ("os", "setuid"), ("os", "nice"), ("locale", "setlocale"),
    ("signal", "signal"), ("sys", "setrecursionlimit"), ("sys", "settrace"), ("sys", "setprofile"),
    ("socket", "setdefaulttimeout"), ("time", "tzset"), ("gc", "disable"), ("logging", "basicConfig"),
    ("logging", "disable"), ("warnings", "simplefilter"), ("warnings", "filterwarnings"),
    ("numpy.random", "seed"), ("resource", "setrlimit"), ("faulthandler", "enable"),
}  # fmt: skip
# Hand-over: what a thread did before PUBLISH is seen in order by one that comes out of RECEIVE.
_PUBLISH = {"set", "put", "put_nowait", "notify", "notify_all", "set_result", "task_done", "release", "wait"}
_RECEIVE = {"wait", "get", "get_nowait", "acquire", "join", "result"}
_HANDERS = {"threading", "_thread", "queue", "_queue", "concurrent", "multiprocessing", "asyncio"}
_MEETING_SECONDS = 0.05
_KEPT = 100_000
_DELAYS = 400


def _is_value(value):
    """Constants, and whole containers: two equal ones are as good as one."""
    return isinstance(value, _CONSTANTS) or (isinstance(value, _CONTAINERS) and len(value) <= 10_000)


class _Place:
    """What the threads of one epoch did to one location."""

    __slots__ = ("epoch", "first", "told", "touched", "uses", "wrote")

    def __init__(self, epoch, first):
        self.epoch, self.first = epoch, first
        self.touched = {}  # thread -> site of its first access
        self.wrote = {}  # thread -> [lockset common to its writes, site, value, constant, rmw]
        self.uses = {}  # (thread, kind) -> (lockset, site): iterate, whole, emptiness, add, change
        self.told = False


class Witness:
    def __init__(self, write, seed):
        self.write = write
        self.seed = seed
        self.local = threading.local()
        self.lock = threading.RLock()
        self.main = threading.main_thread().ident
        self.places = {}
        self.kept = {}
        self.arguments = {}
        self.order = {}
        self.epoch = 0
        self.threads = set()
        self.test = ""
        self.told = set()
        self.clock = 0
        self.waiting, self.owners = {}, {}  # thread -> lock, lock -> thread
        self.published, self.received = {}, {}

    # Threads and time.

    def held(self):
        try:
            return self.local.held
        except AttributeError:
            self.local.held = []
            return self.local.held

    def worker(self):
        """Whether this is a thread beside the main one; the first time, wait for a second one."""
        thread = threading.get_ident()
        if thread == self.main:
            return None
        if getattr(self.local, "epoch", -1) != self.epoch:
            self.local.epoch = self.epoch
            self._meet(thread)
        return thread

    def _meet(self, thread):
        self.threads.add(thread)
        end = time.monotonic() + _MEETING_SECONDS
        while len(self.threads) < 2 and time.monotonic() < end:
            time.sleep(0.001)

    def pause(self, site):
        """Hold this thread up, as the seed says: always where it has not been before."""
        if not self.seed:
            return
        local = self.local
        if not hasattr(local, "random"):
            local.random = random.Random(f"{self.seed}/{len(self.threads)}")
            local.seen, local.delays = set(), 0
        new = site not in local.seen
        if local.delays < _DELAYS and (new or local.random.random() < 0.1):
            local.seen.add(site)
            local.delays += 1
            time.sleep(local.random.choice((0.0, 0.0005, 0.001, 0.003)))

    def next_epoch(self):
        with self.lock:
            self.epoch += 1
            self.threads.clear()
            self.places.clear()
            self.kept.clear()
            self.arguments.clear()
            self.order.clear()
            self.published.clear()
            self.received.clear()

    def publish(self):
        with self.lock:
            self.clock += 1
            self.published.setdefault(threading.get_ident(), []).append(self.clock)

    def receive(self):
        with self.lock:
            self.clock += 1
            self.received[threading.get_ident()] = self.clock

    def handed_over(self, writer, when, reader):
        """Whether `writer` published after `when`, and `reader` received after that."""
        times = self.published.get(writer, ())
        index = bisect.bisect_right(times, when)
        return index < len(times) and times[index] < self.received.get(reader, 0)

    # Places.

    def place(self, key, kept, shared):
        """The place's state; what no other thread has seen belongs to the one that made it."""
        found = self.places.get(key)
        if found is None:
            if len(self.kept) < _KEPT:
                self.kept[key] = kept  # an id must not be used again for another object
            found = self.places[key] = _Place(self.epoch, None if shared else threading.get_ident())
        return found

    def shared(self, value):
        return id(value) in self.arguments or ("name", id(value)) in self.places

    def share(self, value):
        """From now on `value` counts as seen by every thread: a name or a shared object leads to it."""
        if not isinstance(value, _CONSTANTS):
            self.places.setdefault(("name", id(value)), value)

    def touch(self, place, thread, site):
        place.touched.setdefault(thread, site)
        if place.first is not None and place.first != thread:
            place.first = None

    def locks(self):
        return frozenset(entry[0] for entry in self.held())

    def stored(self, key, kept, label, value, site, changed, shared):
        """A rebinding of a variable or an attribute, or a store of one key."""
        thread = self.worker()
        if thread is None:
            return
        self.pause(site)
        with self.lock:
            place = self.place(key, kept, shared)
            self.touch(place, thread, site)
            if place.first == thread:
                return
            locks, mine = self.locks(), place.wrote.get(thread)
            if mine is None:
                mine = place.wrote[thread] = [locks, site, value, True, changed, 0]
            else:
                mine[0] &= locks
                mine[3] = mine[3] and self._same(mine[2], value)
                mine[4] = mine[4] or changed
            self.clock += 1
            mine[5] = self.clock
            self.judge_store(place, thread, label)

    @staticmethod
    def _same(one, other):
        """Whether it makes no difference which of two values is there."""
        if one is other:
            return True
        if not (_is_value(one) and _is_value(other)):
            return False
        try:
            return type(one) is type(other) and bool(one == other)
        except Exception:
            return False

    def judge_store(self, place, thread, label):
        locks, site, value, same, changed, _ = place.wrote[thread]
        for other, (their, where, what, constant, too, when) in place.wrote.items():
            if other == thread or locks & their or self.handed_over(other, when, thread):
                continue
            if changed or too:
                self.tell(place, "lost update", label, site, where)
            elif not (same and constant and self._same(value, what)):
                self.tell(place, "unguarded write", label, site, where)
        harmless = same and _is_value(value)
        for other, where in place.touched.items():
            if other != thread and other not in place.wrote and not locks and not harmless:
                kind = "lost update" if changed else "write seen by another thread"
                self.tell(place, kind, label, site, where)

    def seen(self, key, kept, label, site, shared):
        thread = self.worker()
        if thread is None:
            return
        with self.lock:
            place = self.place(key, kept, shared)
            self.touch(place, thread, site)
            for other, (locks, where, value, same, changed, when) in place.wrote.items():
                harmless = same and _is_value(value)
                if other != thread and not (locks or harmless or self.handed_over(other, when, thread)):
                    kind = "lost update" if changed else "write seen by another thread"
                    self.tell(place, kind, label, where, site)
        self.pause(site)

    def used(self, container, kind, site):
        """`kind`: add, change, key, whole, iterate or emptiness, of a list, dict or set."""
        thread = self.worker()
        if thread is None:
            return
        if kind in ("add", "change", "key"):
            self.pause(site)
        with self.lock:
            place = self.place(("container", id(container)), container, self.shared(container))
            self.touch(place, thread, site)
            if kind in ("add", "change", "key"):
                self.changed_argument(container, site)
            if place.first == thread:
                return
            locks, earlier = self.locks(), place.uses.get((thread, kind))
            self.clock += 1
            place.uses[thread, kind] = (locks if earlier is None else earlier[0] & locks, site, self.clock)
            self.judge_container(place, thread, kind, site)
        if kind in ("iterate", "emptiness", "whole"):
            self.pause(site)

    def changed_argument(self, value, site):
        """A worker process would have changed its own copy."""
        handed = self.arguments.get(id(value))
        if handed is not None and threading.get_ident() != self.main:
            self.tell(None, "argument changed in place", site[2], site, handed)

    def judge_container(self, place, thread, kind, site):
        locks = place.uses[thread, kind][0]
        writes = ("add", "change", "key")
        for (other, theirs), (their, where, when) in list(place.uses.items()):
            if other == thread or locks & their or self.handed_over(other, when, thread):
                continue
            pair = {kind, theirs}
            if "iterate" in pair and pair & set(writes):
                self.tell(place, "changed while iterated", site[2], site, where)
            elif ("change" in pair and pair & {*writes, "whole"}) or ("whole" in pair and pair & {"add"}):
                self.tell(place, "unguarded change", site[2], site, where)
        if kind in writes and not locks and (thread, "emptiness") in place.uses:
            for other in place.touched:
                if other != thread:
                    checked = place.uses[thread, "emptiness"][1]
                    self.tell(place, "filled after it was found empty", site[2], site, checked)
        if kind == "emptiness":
            for (other, theirs), (their, where, _) in list(place.uses.items()):
                filled = other != thread and theirs in writes and not their
                if filled and (other, "emptiness") in place.uses:
                    self.tell(place, "filled after it was found empty", site[2], where, site)

    # Locks.

    def locking(self, lock, site, patient=True):
        """Before a lock is asked for: its order after those that are held.

        Where the wait could never end, RuntimeError instead: so that the other tests go on.
        """
        thread = threading.get_ident()
        if thread != self.main:
            self.worker()
            self.pause(site)
        with self.lock:
            held = self.held()
            if any(entry[0] == id(lock) for entry in held):
                return  # once more, as an RLock allows
            self.kept["lock", id(lock)] = lock
            for one, where in held:
                self._ordered(one, where, lock, site)
            if patient:
                self.waiting[thread] = id(lock)
                if self._for_ever(thread):
                    del self.waiting[thread]
                    raise RuntimeError(f"a deadlock: {site[2]} at line {site[1]} would never be free")

    def _ordered(self, one, where, lock, site):
        guards = self.locks() - {one, id(lock)}
        self.order.setdefault((one, id(lock)), (where, site, guards))
        back = self.order.get((id(lock), one))
        if back is not None and not back[2] & guards:
            names = " and ".join(sorted((where[2], site[2])))
            self.tell(None, "locks in opposite order", names, site, back[1])

    def _for_ever(self, thread):
        """Whether the lock's holder waits, in the end, for this very thread."""
        seen, current = set(), thread
        while current in self.waiting and current not in seen:
            seen.add(current)
            current = self.owners.get(self.waiting[current])
        return current == thread

    def locked(self, lock, site):
        thread = threading.get_ident()
        self.held().append((id(lock), site))
        with self.lock:
            self.waiting.pop(thread, None)
            self.owners[id(lock)] = thread

    def unlocked(self, lock):
        held = self.held()
        for index in range(len(held) - 1, -1, -1):
            if held[index][0] == id(lock):
                del held[index]
                break
        if not any(entry[0] == id(lock) for entry in held):
            with self.lock:
                self.owners.pop(id(lock), None)

    def tell(self, place, kind, label, one, other):
        if place is not None:
            if place.told:
                return
            place.told = True
        key = (kind, label, one[:2], other[:2])
        if key not in self.told:
            self.told.add(key)
            self.write(
                kind="race", what=kind, name=label, one=one, other=other, seed=self.seed, test=self.test
            )


def hooks(witness):
    """The functions that rewritten code calls, by the name it calls them."""

    def read(value, module, name, whole, site):
        witness.share(value)
        if whole and isinstance(value, _CONTAINERS):
            witness.used(value, "whole", site)
        witness.seen(("variable", module, name), None, name, site, shared=True)
        return value

    def storing(value, module, name, changed, site):
        witness.stored(("variable", module, name), None, name, value, site, changed, shared=True)
        return value

    def attribute(owner, name, site):
        value = getattr(owner, name)
        if not isinstance(owner, types.ModuleType) and name in getattr(owner, "__dict__", ()):
            label = f"{type(owner).__name__}.{name}"
            shared = witness.shared(owner)
            witness.seen(("attribute", id(owner), name), owner, label, site, shared)
            if shared:
                witness.share(value)
        return value

    def set_attribute(value, owner, name, changed, site):
        if not isinstance(owner, threading.local):
            label = f"{getattr(owner, '__name__', None) or type(owner).__name__}.{name}"
            shared = witness.shared(owner) or isinstance(owner, (type, types.ModuleType))
            witness.changed_argument(owner, site)
            witness.stored(("attribute", id(owner), name), owner, label, value, site, changed, shared)
        setattr(owner, name, value)

    def item(owner, key, site):
        value = owner[key]
        if isinstance(owner, _CONTAINERS):
            place = _key(owner, key)
            if place is not None:
                witness.seen(place, owner, f"{site[2]}[{key!r}]"[:80], site, witness.shared(owner))
            if witness.shared(owner):
                witness.share(value)
        return value

    def set_item(value, owner, key, changed, site):
        if isinstance(owner, _CONTAINERS):
            witness.used(owner, "key", site)
            place = _key(owner, key)
            if place is not None:
                label = f"{site[2]}[{key!r}]"[:80]
                witness.stored(place, owner, label, value, site, changed, witness.shared(owner))
        owner[key] = value

    def _key(owner, key):
        try:
            return ("item", id(owner), hash(key), key if isinstance(key, (int, str)) else None)
        except TypeError:
            return None

    def mutate(owner, site):
        if isinstance(owner, _CONTAINERS):
            witness.used(owner, "change", site)
        return owner

    def augment(name, left, right, site):
        if isinstance(left, _CONTAINERS):
            witness.used(left, "change", site)
        return _AUGMENT[name](left, right)

    def emptiness(value, site):
        if isinstance(value, _CONTAINERS):
            witness.used(value, "emptiness", site)
        return value

    def iterate(value, view, site):
        if isinstance(value, _CONTAINERS):
            witness.used(value, "iterate", site)
            found = getattr(value, view)() if view else value
            return _slowly(found, site) if witness.seed and witness.worker() else found
        return getattr(value, view)() if view else value

    def _slowly(values, site):
        for value in values:
            yield value
            witness.pause(site)

    def method(owner, name, site):
        bound = getattr(owner, name)
        for kind, names in _CHANGERS.items():
            if isinstance(owner, kind) and name in names:
                witness.used(owner, "add" if name in _ADDERS else "change", site)
        if name == "acquire" and hasattr(owner, "release"):
            return functools.partial(_acquire, owner, bound, site)
        if name == "release" and hasattr(owner, "acquire"):
            witness.unlocked(owner)
        if type(owner).__module__.partition(".")[0] in _HANDERS and name in _PUBLISH | _RECEIVE:
            return functools.partial(_hand_over, bound, name)
        module = getattr(owner, "__name__", "") if isinstance(owner, types.ModuleType) else ""
        if (module, name) in _PROCESS_WIDE:
            _process_wide(module, name, site)
        return bound

    def _hand_over(bound, name, *arguments, **options):
        if name in _PUBLISH:
            witness.publish()
        value = bound(*arguments, **options)
        if name in _RECEIVE:
            witness.receive()
        return value

    def _process_wide(module, name, site):
        key = ("variable", module, name)
        witness.stored(key, None, f"{module}.{name}()", object(), site, True, shared=True)

    def _acquire(lock, bound, site, *arguments, **options):
        witness.locking(lock, site, patient=not arguments and not options)
        done = bound(*arguments, **options)
        if done:
            witness.locked(lock, site)
        return done

    class Guard:
        """A lock taken by `with`."""

        __slots__ = ("lock", "site")

        def __init__(self, lock, site):
            self.lock, self.site = lock, site

        def __enter__(self):
            witness.locking(self.lock, self.site)
            value = self.lock.__enter__()
            witness.locked(self.lock, self.site)
            return value

        def __exit__(self, *error):
            witness.unlocked(self.lock)
            return self.lock.__exit__(*error)

    def guard(manager, site):
        if hasattr(manager, "acquire") and hasattr(manager, "release"):
            return Guard(manager, site)
        return manager

    told = (read, storing, attribute, set_attribute, item, set_item, mutate, augment, emptiness, iterate)
    return {f"__ftmigrate_{hook.__name__}__": hook for hook in (*told, method, guard)}


_AUGMENT = {
    "Add": operator.iadd, "Sub": operator.isub, "Mult": operator.imul, "MatMult": operator.imatmul,
    "Div": operator.itruediv, "Mod": operator.imod, "Pow": operator.ipow, "LShift": operator.ilshift,
    "RShift": operator.irshift, "BitOr": operator.ior, "BitXor": operator.ixor, "BitAnd": operator.iand,
    "FloorDiv": operator.ifloordiv,
}  # fmt: skip


def install(settings, write):
    """`settings`: files (absolute to module name), seed; `write` takes a record's fields."""
    witness = Witness(write, settings["seed"])
    for name, hook in hooks(witness).items():
        setattr(builtins, name, hook)
    _rewrite(settings["files"], write)
    _watch_pools(witness)
    # Code that chooses threads only where the GIL is off shall choose them here, on any build.
    sys._is_gil_enabled = lambda: False
    _CURRENT.append(witness)
    return witness


_CURRENT = []


def next_epoch(test):
    """A test begins: what earlier threads did happened before all that follows."""
    for witness in _CURRENT:
        witness.test = test
        witness.next_epoch()


def _rewrite(files, write):
    import importlib.machinery

    import ftmigrate_instrument

    modules = {os.path.realpath(path): name for path, name in files.items()}
    compile_as_is, loader = builtins.compile, importlib.machinery.SourceFileLoader
    get_code = loader.get_code

    def patient_get_code(self, fullname):
        path = os.path.realpath(self.get_filename(fullname))
        if path not in modules:
            return get_code(self, fullname)
        source = self.get_data(path)
        try:
            tree = ftmigrate_instrument.instrumented(source, path, modules[path], compile_as_is)
            code = builtins.compile(tree, path, "exec", dont_inherit=True)
        except SyntaxError:
            raise
        except Exception as error:
            write(kind="uninstrumented", path=path, error=f"{type(error).__name__}: {error}")
            return get_code(self, fullname)
        write(kind="instrumented", path=path)
        return code

    loader.get_code = patient_get_code


def _each(values, tell):
    """`values`, told one by one: at once where they have a length, else as they are taken."""

    def telling():
        for value in values:
            tell(value)
            yield value

    return list(telling()) if hasattr(values, "__len__") else telling()


def _watch_pools(witness):
    """Mark what is handed to workers, count their tasks, and begin an epoch where a pool ends."""
    import concurrent.futures
    import multiprocessing.pool

    def argument(value, site, depth=0):
        if depth < 2 and isinstance(value, (tuple, list)):
            for part in value[:50]:
                argument(part, site, depth + 1)
        if depth and (isinstance(value, _CONTAINERS) or hasattr(value, "__dict__")):
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
