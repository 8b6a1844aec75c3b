"""How much the engine remembers, and when it is tidied up.

Syntax trees are many small objects without cycles: reference counts free them, and each pass of
the cycle collector over them costs more than it ever finds.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from ftmigrate.steps.codemod_file import Job

# Characters of the modules that stay parsed between files: their trees take some sixty bytes each.
_KEPT = 600_000
# The rule about quotes asks other modules about few names; the trees of a fifth do it no slower.
_KEPT_FOR_QUOTES = 200_000
# Objects made since the last collection and still there.
MANY = 1_500_000


def kept(job: Job) -> int:
    """How many characters of parsed modules to keep for the rules of `job`."""
    return _KEPT_FOR_QUOTES if [rule.code for rule in job.rules] == ["ANN001"] else _KEPT


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """No automatic collection of cycles inside."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def collect_if_many() -> None:
    """To be called between files where automatic collection is off."""
    if gc.get_count()[0] > MANY:
        gc.collect()
