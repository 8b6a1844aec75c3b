"""The functions that rewritten code calls (ftmigrate_instrument), each told to a witness."""

import functools
import operator
import threading
import types

from ftmigrate_witness import CONTAINERS, is_a

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
_PLAIN = (str, bytes, int, float, bool, type(None))
# Hand-over: what a thread did before PUBLISH is seen in order by one that comes out of RECEIVE.
_PUBLISH = {"set", "put", "put_nowait", "notify", "notify_all", "set_result", "task_done", "release", "wait"}
_RECEIVE = {"wait", "get", "get_nowait", "acquire", "join", "result"}
_HANDERS = {"threading", "_thread", "queue", "_queue", "concurrent", "multiprocessing", "asyncio"}


def hooks(witness):
    """The functions that rewritten code calls, by the name it calls them."""
    told = _Told(witness)
    return {f"__ftmigrate_{name}__": getattr(told, name) for name in _NAMES}


_NAMES = (
    "read", "storing", "attribute", "set_attribute", "item", "set_item", "mutate", "augment",
    "emptiness", "iterate", "method", "guard",
)  # fmt: skip


class _Told:
    """What rewritten code does, told to a witness; each method returns what the plain code would have."""

    def __init__(self, witness):
        self.witness = witness

    # Variables of a module.

    def read(self, value, module, name, whole, site):
        self.witness.share(value)
        if whole and is_a(value, CONTAINERS):
            self.witness.used(value, "whole", site)
        self.witness.seen(("variable", module, name), None, name, site, shared=True)
        return value

    def storing(self, value, module, name, changed, site):
        self.witness.stored(("variable", module, name), None, name, value, site, changed, shared=True)
        return value

    # Attributes.

    def attribute(self, owner, name, site):
        value = getattr(owner, name)
        if not is_a(owner, types.ModuleType) and name in _own(owner):
            label = f"{type(owner).__name__}.{name}"
            shared = self.witness.shared(owner)
            self.witness.seen(("attribute", id(owner), name), owner, label, site, shared)
            if shared:
                self.witness.share(value)
        return value

    def set_attribute(self, value, owner, name, changed, site):
        if not is_a(owner, threading.local):
            named = owner if is_a(owner, (type, types.ModuleType)) else type(owner)
            label = f"{named.__name__}.{name}"
            shared = self.witness.shared(owner) or is_a(owner, (type, types.ModuleType))
            self.witness.changed_argument(owner, site)
            key = ("attribute", id(owner), name)
            self.witness.stored(key, owner, label, value, site, changed, shared)
        setattr(owner, name, value)

    # Items of containers.

    def item(self, owner, key, site):
        value = owner[key]
        if is_a(owner, CONTAINERS):
            place = _item_key(owner, key)
            if place is not None:
                label = f"{site[2]}[{_shown(key)}]"[:80]
                self.witness.seen(place, owner, label, site, self.witness.shared(owner))
            if self.witness.shared(owner):
                self.witness.share(value)
        return value

    def set_item(self, value, owner, key, changed, site):
        if is_a(owner, CONTAINERS):
            self.witness.used(owner, "key", site)
            place = _item_key(owner, key)
            if place is not None:
                label, shared = f"{site[2]}[{_shown(key)}]"[:80], self.witness.shared(owner)
                self.witness.stored(place, owner, label, value, site, changed, shared)
        owner[key] = value

    # Containers as a whole.

    def _used(self, value, kind, site):
        if is_a(value, CONTAINERS):
            self.witness.used(value, kind, site)

    def mutate(self, owner, site):
        self._used(owner, "change", site)
        return owner

    def augment(self, name, left, right, site):
        self._used(left, "change", site)
        return _AUGMENT[name](left, right)

    def emptiness(self, value, site):
        self._used(value, "emptiness", site)
        return value

    def iterate(self, value, view, site):
        self._used(value, "iterate", site)
        found = getattr(value, view)() if view else value
        slow = is_a(value, CONTAINERS) and self.witness.seed and self.witness.worker()
        return self._slowly(found, site) if slow else found

    def _slowly(self, values, site):
        for value in values:
            yield value
            self.witness.pause(site)

    # Calls of methods.

    def method(self, owner, name, site):
        bound = getattr(owner, name)
        for kind, names in _CHANGERS.items():
            if is_a(owner, kind) and name in names:
                self.witness.used(owner, "add" if name in _ADDERS else "change", site)
        if name == "acquire" and hasattr(type(owner), "release"):
            return functools.partial(self._acquire, owner, bound, site)
        if name == "release" and hasattr(type(owner), "acquire"):
            self.witness.unlocked(owner)
        if type(owner).__module__.partition(".")[0] in _HANDERS and name in _PUBLISH | _RECEIVE:
            return functools.partial(self._hand_over, bound, name)
        module = vars(owner).get("__name__", "") if is_a(owner, types.ModuleType) else ""
        if (module, name) in _PROCESS_WIDE:
            key = ("variable", module, name)
            self.witness.stored(key, None, f"{module}.{name}()", object(), site, True, shared=True)
        return bound

    def _hand_over(self, bound, name, *arguments, **options):
        if name in _PUBLISH:
            self.witness.publish()
        value = bound(*arguments, **options)
        if name in _RECEIVE:
            self.witness.receive()
        return value

    def _acquire(self, lock, bound, site, *arguments, **options):
        self.witness.locking(lock, site, patient=not arguments and not options)
        done = bound(*arguments, **options)
        if done:
            self.witness.locked(lock, site)
        return done

    def guard(self, manager, site):
        if hasattr(type(manager), "acquire") and hasattr(type(manager), "release"):
            return _Guard(self.witness, manager, site)
        return manager


class _Guard:
    """A lock taken by `with`."""

    __slots__ = ("lock", "site", "witness")

    def __init__(self, witness, lock, site):
        self.witness, self.lock, self.site = witness, lock, site

    def __enter__(self):
        self.witness.locking(self.lock, self.site)
        value = self.lock.__enter__()
        self.witness.locked(self.lock, self.site)
        return value

    def __exit__(self, *error):
        self.witness.unlocked(self.lock)
        return self.lock.__exit__(*error)


def _own(owner):
    """The names in its `__dict__`, asked of the object itself and of no `__getattr__`."""
    try:
        return object.__getattribute__(owner, "__dict__")
    except Exception:  # none, or a property that computes one
        return ()


def _shown(key):
    """Its text, where that is no code of the program."""
    return repr(key) if type(key) in _PLAIN else f"a {type(key).__name__}"


def _item_key(owner, key):
    try:
        return ("item", id(owner), hash(key), key if is_a(key, (int, str)) else None)
    except TypeError:
        return None


_AUGMENT = {
    "Add": operator.iadd, "Sub": operator.isub, "Mult": operator.imul, "MatMult": operator.imatmul,
    "Div": operator.itruediv, "Mod": operator.imod, "Pow": operator.ipow, "LShift": operator.ilshift,
    "RShift": operator.irshift, "BitOr": operator.ior, "BitXor": operator.ixor, "BitAnd": operator.iand,
    "FloorDiv": operator.ifloordiv,
}  # fmt: skip
