"""What build backends and lock tools leave in a project when they are asked something about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ftmigrate.host.files import remove_tree

# setuptools' metadata, pdm-backend's working folder, and pdm's note of the interpreter it looked at.
_LEFT = ("*.egg-info", ".pdm-build", ".pdm-python")
_WHERE = ("", "src", "lib")


@contextmanager
def cleared(project: Path) -> Iterator[None]:
    """Take away what the block's tools left in the project that was not there before.

    The environments have their own metadata; in the project it would only be new in `git status`.
    """
    before = set(_left(project))
    try:
        yield
    finally:
        for path in set(_left(project)) - before:
            remove_tree(path) if path.is_dir() else path.unlink()


def _left(project: Path) -> Iterator[Path]:
    for folder in _WHERE:
        for pattern in _LEFT:
            yield from (project / folder).glob(pattern)
