"""One process at a time, across processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ftmigrate.model.progress import Progress


@contextmanager
def exclusive(path: Path, progress: Progress, what: str) -> Iterator[None]:
    """Hold the lock file `path`; while another process has it, say once what is waited for.

    The operating system frees the lock when its holder dies, so a kill leaves nothing behind.
    """
    import filelock  # a tenth of the start of a command that locks nothing

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(path)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        progress.message(f"Waiting for another ftmigrate that is busy with {what} ...")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
