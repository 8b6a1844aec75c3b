"""Which Python files differ between two trees of a project."""

import filecmp
import os
from pathlib import Path

_SUFFIXES = (".py", ".pyi")
_LEFT_OUT = {"__pycache__", "node_modules", "venv"}


def changed_files(before: Path, after: Path) -> tuple[str, ...]:
    """Relative paths (forward slashes) of files in `after` that are new or have other bytes."""
    found = []
    for folder, names, files in os.walk(after):
        here = Path(folder)
        names[:] = sorted(n for n in names if not n.startswith(".") and n not in _LEFT_OUT)
        for name in sorted(files):
            path = here / name
            relative = path.relative_to(after)
            if name.endswith(_SUFFIXES) and not _same(before / relative, path):
                found.append(relative.as_posix())
    return tuple(found)


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and filecmp.cmp(one, other, shallow=False)
