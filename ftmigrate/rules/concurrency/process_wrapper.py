"""Libraries that start processes for their callers."""

from ftmigrate.model.finding import Safety
from ftmigrate.rules.concurrency.inventory import InventoryRule

_WHY = "starts processes through a library; its own documentation names the thread variant"
_NAMES = (
    "tqdm.contrib.concurrent.process_map",
    "loky.get_reusable_executor",
    "loky.ProcessPoolExecutor",
    "joblib.externals.loky.get_reusable_executor",
    "pathos.multiprocessing.ProcessingPool",
    "pathos.multiprocessing.ProcessPool",
    "pathos.pools.ProcessPool",
    "multiprocessing.spawn",
    "multiprocessing.start_processes",
    "multiprocessing.util.register_after_fork",
    "mpire.WorkerPool",
    "pebble.ProcessPool",
    "concurrent.futures.InterpreterPoolExecutor",
)
_ENTRIES = dict.fromkeys(_NAMES, (Safety.CONDITIONAL, "process-wrapper", _WHY))


class ProcessWrapper(InventoryRule):
    code = "MPT011"
    name = "process-wrapper"
    summary = "Processes started through other libraries"
    words = (
        b"multiprocess", b"process_map", b"loky", b"pathos", b"mpire", b"pebble", b"start_processes",
        b"PoolExecutor",
    )  # fmt: skip
    roles = ("call", "base")
    names = _ENTRIES


RULE = ProcessWrapper()
