"""The built-in kernels: one module each, run inside the target interpreter, standard library only.

A kernel has `prepare() -> state` and `run(state, count)`, which does `count` operations. Workers
that share get one state, the control gets one state each: the difference is what sharing costs.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kernel:
    """`serial` kernels compare interpreters, `scaling` ones compare ways of running in parallel.

    `shares` names what the workers of a threaded run have in common; empty: nothing. `pool` ones
    start pools of workers. With `wall` most of its work is not in its own process, so that its CPU
    time says nothing.
    """

    name: str
    summary: str
    serial: bool = False
    scaling: bool = False
    shares: str = ""
    pool: bool = False
    wall: bool = False

    @property
    def path(self) -> Path:
        return Path(__file__).with_name(f"{self.name}.py")


KERNELS = (
    Kernel("arithmetic", "integer arithmetic in a loop", serial=True, scaling=True),
    Kernel(
        "shared_attribute",
        "reads of one attribute of one object",
        scaling=True,
        shares="the object that an attribute refers to",
    ),
    Kernel("allocation", "small objects made and dropped", serial=True),
    Kernel("calls", "function and method calls", serial=True),
    Kernel("locked_counter", "a counter under a lock", scaling=True, shares="the lock of the counter"),
    Kernel(
        "dict_writes", "writes to one dictionary", scaling=True, shares="the dictionary that all write to"
    ),
    Kernel(
        "shared_dict",
        "reads of one key of one dictionary",
        scaling=True,
        shares="the value that all look up in a dictionary",
    ),
    Kernel(
        "shared_list",
        "reads of one element of one list",
        scaling=True,
        shares="the element that all read from a list",
    ),
    Kernel(
        "cached_function",
        "hits of functools.lru_cache",
        scaling=True,
        shares="the cache of functools.lru_cache",
    ),
    Kernel("queue_handoff", "items through one queue.Queue", scaling=True, shares="the queue"),
    Kernel(
        "class_attribute",
        "writes of one class attribute",
        scaling=True,
        shares="the class whose attribute is written",
    ),
    Kernel("random_numbers", "numbers from one generator", scaling=True, shares="the random generator"),
    Kernel("logging_calls", "records through one logger", scaling=True, shares="the logger and its handler"),
    Kernel("asyncio_gather", "tasks gathered in an event loop", serial=True),
    Kernel("start_up", "starting Python", serial=True, wall=True),
    Kernel("pool_start_threads", "a pool of two threads, started and ended", pool=True, wall=True),
    Kernel("pool_start_processes", "a pool of two processes, started and ended", pool=True, wall=True),
)

FUNCTION_SCRIPT = Path(__file__).parent.with_name("function_kernel.py")
PROCESS_SCRIPT = Path(__file__).parent.with_name("kernel_process.py")
