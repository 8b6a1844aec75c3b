"""Managers and their proxies."""

from ftmigrate.model.finding import Safety
from ftmigrate.rules.concurrency.inventory import InventoryRule

_PROXY = "a proxy hands out copies of nested values; a plain object hands out the values themselves"
_SERVER = "serves objects to other programs"
_ENTRIES = {
    "multiprocessing.Manager": (Safety.CONDITIONAL, "manager-proxies", _PROXY),
    "multiprocessing.managers.BaseManager": (Safety.UNSAFE, "manager-server", _SERVER),
}


class ProcessManager(InventoryRule):
    code = "MPT007"
    name = "process-manager"
    summary = "Managers, whose proxies hand out copies"
    names = _ENTRIES


RULE = ProcessManager()
