"""The built-in kernels: one module each, run inside the target interpreter, standard library only.

A kernel has `SHARES` (what its workers share, in words; empty: nothing), `prepare() -> state`
and `run(state, count)`, which does `count` operations. Workers that share get one state, the
control gets one state each: the difference is what sharing costs.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kernel:
    """`serial` kernels compare interpreters, `scaling` ones compare ways of running in parallel.

    `shares`: the workers of a threaded run have one state in common.
    """

    name: str
    summary: str
    serial: bool = False
    scaling: bool = False
    shares: bool = False

    @property
    def path(self) -> Path:
        return Path(__file__).with_name(f"{self.name}.py")


KERNELS = (
    Kernel("arithmetic", "integer arithmetic in a loop", serial=True, scaling=True),
    Kernel("allocation", "small objects made and dropped", serial=True),
    Kernel("calls", "function and method calls", serial=True),
    Kernel("shared_attribute", "reads of one attribute of one object", scaling=True, shares=True),
)

PROCESS_SCRIPT = Path(__file__).parent.with_name("kernel_process.py")
