"""`multiprocessing.Process`, made directly or subclassed."""

from collections.abc import Iterator

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.references import Reference
from ftmigrate.model.finding import Reason, Safety
from ftmigrate.rules.concurrency.inventory import InventoryRule, process_only_uses

_WHY = "a thread would share the arguments and the globals that the process had copies of"
_ENTRIES = {"multiprocessing.Process": (Safety.CONDITIONAL, "own-process", _WHY)}


class Process(InventoryRule):
    code = "MPT003"
    name = "process"
    summary = "multiprocessing.Process, made directly or subclassed"
    names = _ENTRIES

    def reasons(self, module: Module, one: Reference) -> Iterator[Reason]:
        yield from process_only_uses(module, one.node)


RULE = Process()
