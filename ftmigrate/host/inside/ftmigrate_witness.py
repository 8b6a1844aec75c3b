"""Sees what threads do to what they share, and tells each conflict once, with both places.

Locksets (Eraser, Savage 1997), lock order (Goodlock, Havelund 2000), checks that act too late, and
hand-over by queues and events, so that one thread after the other is no conflict. Reading alone
never is one.
"""

import threading
import types

from ftmigrate_threads import Threads

CONTAINERS = (list, dict, set, bytearray)
_CONSTANTS = (bool, int, float, str, bytes, tuple, frozenset, type, type(None), types.FunctionType)
_KEPT = 100_000


def is_a(value, kinds):
    """isinstance by the type alone: a proxy's `__class__` is code of the program, which nobody called."""
    return issubclass(type(value), kinds)


def _is_value(value):
    """Constants, and whole containers: two equal ones are as good as one."""
    return is_a(value, _CONSTANTS) or (is_a(value, CONTAINERS) and len(value) <= 10_000)


class _Place:
    """What the threads of one epoch did to one location."""

    __slots__ = ("epoch", "first", "told", "touched", "uses", "wrote")

    def __init__(self, epoch, first):
        self.epoch, self.first = epoch, first
        self.touched = {}  # thread -> site of its first access
        self.wrote = {}  # thread -> [lockset common to its writes, site, value, constant, rmw]
        self.uses = {}  # (thread, kind) -> (lockset, site): iterate, whole, emptiness, add, change
        self.told = False


class Witness(Threads):
    def __init__(self, write, seed):
        super().__init__(write, seed)
        self.places = {}
        self.arguments = {}
        self.test = ""
        self.told = set()

    def next_epoch(self):
        with self.lock:
            super().next_epoch()
            self.places.clear()
            self.arguments.clear()

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
        if not is_a(value, _CONSTANTS):
            self.places.setdefault(("name", id(value)), value)

    def touch(self, place, thread, site):
        place.touched.setdefault(thread, site)
        if place.first is not None and place.first != thread:
            place.first = None

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
