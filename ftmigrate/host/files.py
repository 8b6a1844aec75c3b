"""Files that are never half-written."""

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data` in one step: temporary file beside it, fsync, rename.

    The mode of an existing file is kept, and a symbolic link stays one (its target is replaced).
    """
    real = path.resolve() if path.is_symlink() else path
    real.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_of(real))
        temporary.replace(real)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode_of(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def remove_tree(path: Path) -> None:
    """Delete a folder whole, read-only files in it too; a missing one is fine."""
    if not path.exists():
        return
    for folder, _, _ in os.walk(path):
        with contextlib.suppress(OSError):
            Path(folder).chmod(0o700)
    shutil.rmtree(path)


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder's files into `target`, compiled files left out; `target` appears at once, whole.

    A folder that is there must be empty.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        shutil.copytree(
            source, staging / "tree", symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
        if target.exists():
            target.rmdir()
        (staging / "tree").rename(target)
    finally:
        shutil.rmtree(staging)
