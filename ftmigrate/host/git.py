"""What git says about a project: its files, and whether there are uncommitted changes."""

from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.processes import run

_SECONDS = 120.0


def tracked_and_new(folder: Path) -> list[str] | None:
    """The files below `folder` that git does not ignore, relative to it; None: no git there."""
    return _lines(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")


def changed(folder: Path) -> tuple[list[str], list[str]] | None:
    """`(modified, untracked)` files below `folder`, relative to it; None where there is no git."""
    modified = _lines(folder, "diff", "--name-only", "-z", "--relative", "HEAD")
    if modified is None:  # no commit yet: everything that is staged counts
        modified = _lines(folder, "ls-files", "-z", "--cached")
    untracked = _lines(folder, "ls-files", "-z", "--others", "--exclude-standard")
    return None if modified is None or untracked is None else (modified, untracked)


def _lines(folder: Path, *words: str) -> list[str] | None:
    try:
        done = run(["git", "-C", folder, "-c", "core.quotepath=off", *words], timeout=_SECONDS)
    except OSError:
        return None
    return list(_names(done.stdout)) if done.ok else None


def _names(output: str) -> Iterator[str]:
    yield from dict.fromkeys(name for name in output.split("\0") if name)
