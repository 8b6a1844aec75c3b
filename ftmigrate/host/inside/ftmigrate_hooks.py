"""The functions that rewritten code calls (ftmigrate_instrument), each told to a witness."""

import functools
import operator
import threading
import types

from ftmigrate_witness import CONTAINERS

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


def hooks(witness):
    """The functions that rewritten code calls, by the name it calls them."""

    def read(value, module, name, whole, site):
        witness.share(value)
        if whole and isinstance(value, CONTAINERS):
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
        if isinstance(owner, CONTAINERS):
            place = _key(owner, key)
            if place is not None:
                witness.seen(place, owner, f"{site[2]}[{key!r}]"[:80], site, witness.shared(owner))
            if witness.shared(owner):
                witness.share(value)
        return value

    def set_item(value, owner, key, changed, site):
        if isinstance(owner, CONTAINERS):
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
        if isinstance(owner, CONTAINERS):
            witness.used(owner, "change", site)
        return owner

    def augment(name, left, right, site):
        if isinstance(left, CONTAINERS):
            witness.used(left, "change", site)
        return _AUGMENT[name](left, right)

    def emptiness(value, site):
        if isinstance(value, CONTAINERS):
            witness.used(value, "emptiness", site)
        return value

    def iterate(value, view, site):
        if isinstance(value, CONTAINERS):
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
