"""When the engine tidies up.

Syntax trees are many small objects without cycles: reference counts free them, and each pass of
the cycle collector over them costs more than it ever finds.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Objects made since the last collection and still there.
MANY = 1_500_000


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
