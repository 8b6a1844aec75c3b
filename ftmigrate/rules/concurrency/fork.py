"""`os.fork` and what hooks into it."""

from ftmigrate.model.finding import Safety
from ftmigrate.rules.concurrency.inventory import InventoryRule

_CHILD = "the child is a process of its own, with its own memory, exit code and signals"
_ENTRIES = {
    "os.fork": (Safety.UNSAFE, "fork", _CHILD),
    "os.forkpty": (Safety.UNSAFE, "fork", _CHILD),
    "pty.fork": (Safety.UNSAFE, "fork", _CHILD),
    "os.register_at_fork": (Safety.UNSAFE, "fork", "runs when a process forks; threads never do"),
}


class Fork(InventoryRule):
    code = "MPT009"
    name = "fork"
    summary = "Processes made by os.fork"
    words = (b"fork",)
    roles = ("call",)
    names = _ENTRIES


RULE = Fork()
