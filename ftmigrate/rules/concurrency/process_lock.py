"""Locks, events and the like of multiprocessing."""

from ftmigrate.model.finding import Safety
from ftmigrate.rules.concurrency.inventory import InventoryRule

_NAMES = ("Lock", "RLock", "Event", "Condition", "Semaphore", "BoundedSemaphore", "Barrier")
_WHY = "goes with the processes that share it: neither is converted without the other"
_ENTRIES = {f"multiprocessing.{one}": (Safety.CONDITIONAL, "shared-with-processes", _WHY) for one in _NAMES}


class ProcessLock(InventoryRule):
    code = "MPT005"
    name = "process-lock"
    summary = "Locks, events and barriers between processes"
    names = _ENTRIES


RULE = ProcessLock()
