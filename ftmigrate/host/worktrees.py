"""A second tree of a project, so that its tests can run without touching the user's own."""

import fnmatch
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ftmigrate.host.files import remove_tree
from ftmigrate.host.git import tracked_and_new

# Never copied: they are made anew, belong to a tool, or are not the project's.
_LEFT_OUT = (
    ".git",
    ".hg",
    ".venv*",
    "venv",
    ".ftmigrate",
    "node_modules",
    "__pycache__",
    ".tox",
    ".nox",
    ".eggs",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "*.pyc",
)
# Git ignores built extensions and generated `_version.py`, which tests need, and data, which may be huge.
_IGNORED_LIMIT = 16 * 1024 * 1024
# A larger file is read through a link: copying it would cost more than the tests.
_COPY_LIMIT = 256 * 1024 * 1024


@contextmanager
def copy_of(project: Path, overrides: Mapping[str, bytes | None] | None = None) -> Iterator[Path]:
    """A private copy of `project`, deleted at the end.

    All that git does not ignore is in it, also untracked files, and what git ignores where it
    is small. `overrides` maps relative paths (forward slashes) to other contents, None to no file.
    """
    folder = Path(tempfile.mkdtemp(prefix="ftmigrate-tree-"))
    try:
        tree = folder / project.resolve().name
        copy_tree(project, tree)
        for name, data in (overrides or {}).items():
            _override(tree / name, data)
        yield tree
    finally:
        remove_tree(folder)


def _override(path: Path, data: bytes | None) -> None:
    path.unlink(missing_ok=True)  # a link must not be written through, into the user's own tree
    if data is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def copy_tree(project: Path, tree: Path) -> None:
    """Copy the files that `copy_of` speaks of to the new folder `tree`."""
    listed = tracked_and_new(project)
    kept = None if listed is None else frozenset(listed)
    tree.mkdir(parents=True)
    for folder, names, files in os.walk(project):
        here = Path(folder)
        names[:] = [name for name in names if not _left_out(here / name)]
        for name in (*names, *files):
            source = here / name
            relative = source.relative_to(project)
            target = tree / relative
            if source.is_symlink():
                target.symlink_to(_link_target(source, project))
            elif source.is_dir():
                target.mkdir()
                shutil.copystat(source, target)
            elif source.is_file() and not _left_out(source):
                _copy_file(source, target, ignored=kept is not None and relative.as_posix() not in kept)


def _copy_file(source: Path, target: Path, *, ignored: bool) -> None:
    size = source.stat().st_size
    if size > _COPY_LIMIT and not ignored:
        target.symlink_to(source.absolute())
    elif not ignored or size <= _IGNORED_LIMIT:
        shutil.copy2(source, target)


def _left_out(path: Path) -> bool:
    if any(fnmatch.fnmatch(path.name, pattern) for pattern in _LEFT_OUT):
        return True
    return (path / "pyvenv.cfg").is_file()


def _link_target(link: Path, project: Path) -> str:
    """A link inside the project stays as it is; one that climbs out of it becomes absolute."""
    target = link.readlink()
    resolved = Path(os.path.normpath(link.parent / target))
    inside = resolved.is_relative_to(project)
    return os.path.relpath(resolved, link.parent) if inside else str(resolved)
