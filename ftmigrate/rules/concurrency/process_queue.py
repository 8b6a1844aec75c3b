"""Queues and pipes of multiprocessing."""

from ftmigrate.model.finding import Safety
from ftmigrate.rules.concurrency.inventory import InventoryRule

_COPY = "carries a pickled copy; a thread's queue would carry the object itself"
_END = "its ends are closed one by one in each process; threads share both ends"
_ENTRIES = {
    "multiprocessing.Queue": (Safety.CONDITIONAL, "queue-copies", _COPY),
    "multiprocessing.JoinableQueue": (Safety.CONDITIONAL, "queue-copies", _COPY),
    "multiprocessing.SimpleQueue": (Safety.CONDITIONAL, "queue-copies", _COPY),
    "multiprocessing.Pipe": (Safety.CONDITIONAL, "pipe-ends", _END),
}


class ProcessQueue(InventoryRule):
    code = "MPT004"
    name = "process-queue"
    summary = "Queues and pipes between processes"
    names = _ENTRIES


RULE = ProcessQueue()
