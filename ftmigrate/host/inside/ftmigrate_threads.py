"""What is known of the threads of a process: who has met whom, who holds and waits for which lock."""

import bisect
import random
import threading
import time

_MEETING_SECONDS = 0.05
_DELAYS = 400


class Threads:
    """The clock of a witness, its delays, and its locks. `tell` is the witness's own."""

    def __init__(self, write, seed):
        self.write = write
        self.seed = seed
        self.local = threading.local()
        self.lock = threading.RLock()
        self.main = threading.main_thread().ident
        self.kept = {}
        self.order = {}
        self.epoch = 0
        self.threads = set()
        self.clock = 0
        self.waiting, self.owners = {}, {}  # thread -> lock, lock -> thread
        self.published, self.received = {}, {}

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
            for known in (self.threads, self.kept, self.order, self.published, self.received):
                known.clear()

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

    def locks(self):
        return frozenset(entry[0] for entry in self.held())

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
