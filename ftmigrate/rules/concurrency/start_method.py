"""How processes are started, and what 3.14 changes about it."""

from ftmigrate.model.finding import Safety
from ftmigrate.rules.concurrency.inventory import InventoryRule

_SET = "sets the start method of the whole program; it can go when no process is left"
_GET = "names a start method; the default became forkserver on Linux in 3.14"
_ENTRIES = {
    "multiprocessing.set_start_method": (Safety.CONDITIONAL, "start-method", _SET),
    "multiprocessing.get_context": (Safety.CONDITIONAL, "start-method", _GET),
    "multiprocessing.set_forkserver_preload": (Safety.CONDITIONAL, "start-method", _SET),
    "multiprocessing.set_executable": (Safety.CONDITIONAL, "start-method", _SET),
}


class StartMethod(InventoryRule):
    code = "MPT010"
    name = "start-method"
    summary = "Start methods and other settings of multiprocessing"
    roles = ("call",)
    names = _ENTRIES


RULE = StartMethod()
