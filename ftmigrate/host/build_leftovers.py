"""What setuptools leaves in a project when it is installed from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ftmigrate.host.files import remove_tree


@contextmanager
def cleared(project: Path) -> Iterator[None]:
    """Take away the `*.egg-info` folders that were not there before the block.

    The environments have their own metadata; in the project they would only be new in `git status`.
    """
    before = set(_metadata(project))
    try:
        yield
    finally:
        for folder in set(_metadata(project)) - before:
            remove_tree(folder)


def _metadata(project: Path) -> Iterator[Path]:
    for parent in (project, project / "src", project / "lib"):
        yield from (path for path in parent.glob("*.egg-info") if path.is_dir())
