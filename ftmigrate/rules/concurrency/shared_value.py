"""Values, arrays and blocks of memory that processes share."""

from ftmigrate.model.finding import Safety
from ftmigrate.rules.concurrency.inventory import InventoryRule

_WORKS = "works in threads as it is; leave it until its processes are converted"
_BLOCK = "its name crosses processes; threads would pass the array itself"
_ENTRIES = {
    **{
        f"multiprocessing.{one}": (Safety.CONDITIONAL, "shared-value", _WORKS)
        for one in ("Value", "Array", "RawValue", "RawArray")
    },
    **{
        f"multiprocessing.{one}": (Safety.UNSAFE, "shared-memory", _BLOCK)
        for one in (
            "shared_memory.SharedMemory",
            "shared_memory.ShareableList",
            "managers.SharedMemoryManager",
        )
    },
}


class SharedValue(InventoryRule):
    code = "MPT006"
    name = "shared-value"
    summary = "Values, arrays and memory shared by processes"
    names = _ENTRIES


RULE = SharedValue()
