"""Which files of a project the codemod looks at."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ftmigrate.host.git import tracked_and_new
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError

if TYPE_CHECKING:
    import pathspec

SUFFIXES = (".py", ".pyi", ".ipynb")

# Without git: what a project's .gitignore would say. Environments are known by their pyvenv.cfg.
_SKIPPED = frozenset(
    (".git", ".hg", ".svn", ".tox", ".nox", ".eggs", ".mypy_cache", ".pytest_cache", ".ruff_cache",
     ".hypothesis", ".ftmigrate", ".ipynb_checkpoints", ".idea", ".vscode", "__pycache__", "__pypackages__",
     "node_modules", "build", "dist", "site-packages")
)  # fmt: skip


def select(
    project: Path,
    configuration: Configuration,
    paths: Sequence[Path] = (),
    *,
    suffixes: tuple[str, ...] = SUFFIXES,
) -> list[str]:
    """Source files relative to `project` (forward slashes), sorted, each once.

    `paths` (absolute or relative to the project) narrow it down; a named file is taken even
    where git ignores it, but `exclude` always counts. Raises UsageError for a path that is not
    there or lies outside the project.
    """
    root = project.resolve()
    wanted = [_inside(root, path) for path in paths]
    excluded = _patterns(configuration.exclude, "exclude") if configuration.exclude else None
    included = _patterns(configuration.include, "include") if configuration.include else None
    prefix = configuration.environments.partition("{target}")[0]
    environment = cache(
        lambda: _patterns([configuration.environments.replace("{target}", "*") + "/"], "environments")
    )
    found: dict[str, bool] = {}
    for name, link in _candidates(root, wanted, suffixes):
        named = bool(wanted) and name in wanted
        if (excluded is not None and excluded.match_file(name)) or (
            not named and name.startswith(prefix) and environment().match_file(name)
        ):
            continue
        if named or included is None or wanted or included.match_file(name):
            found[name] = link
    return sorted(_once(root, found))


def _inside(root: Path, path: Path) -> str:
    full = path if path.is_absolute() else root / path
    if not full.exists():
        raise UsageError("there is no such file or folder.", where=str(path))
    try:
        relative = os.path.relpath(full.parent.resolve() / full.name, root).replace(os.sep, "/")
    except ValueError:  # another drive
        relative = ".."
    if relative == ".." or relative.startswith("../"):
        raise UsageError(
            "this lies outside the project.", where=str(path), hint=f"The project is {root}; see --directory."
        )
    return relative


def _patterns(lines: Iterable[str], key: str) -> "pathspec.GitIgnoreSpec":
    import pathspec  # most projects have no patterns

    try:
        return pathspec.GitIgnoreSpec.from_lines(lines)
    except (ValueError, TypeError) as error:
        raise UsageError(f"`{key}` has a pattern that git would not understand: {error}.") from None


# A file's path below the project, and whether it is a symbolic link.
_Found = tuple[str, bool]


def _candidates(root: Path, wanted: Sequence[str], suffixes: tuple[str, ...]) -> Iterator[_Found]:
    folders = [name for name in wanted if (root / name).is_dir()]
    yield from ((name, (root / name).is_symlink()) for name in wanted if name not in folders)
    if wanted and not folders:
        return
    listed = tracked_and_new(root)
    found = _walk(str(root), suffixes) if listed is None else _existing(root, listed, suffixes)
    yield from found if not folders else (one for one in found if _below(one[0], folders))


def _below(name: str, folders: Iterable[str]) -> bool:
    return any(folder == "." or name.startswith(f"{folder}/") for folder in folders)


def _existing(root: Path, names: Iterable[str], suffixes: tuple[str, ...]) -> Iterator[_Found]:
    """What git lists, without what was deleted since; one look at the disk a file."""
    top = f"{root}{os.sep}"
    for name in names:
        if name.endswith(suffixes):
            try:
                mode = os.lstat(top + name).st_mode
            except OSError:
                continue
            link = stat.S_ISLNK(mode)
            if stat.S_ISREG(mode) or (link and os.path.isfile(top + name)):  # noqa: PTH113
                yield name, link


def _walk(root: str, suffixes: tuple[str, ...]) -> list[_Found]:
    """Below a folder, by what its own listing says: ten thousand files are not asked one by one."""
    found: list[_Found] = []
    pending = [(root, "")]
    while pending:
        folder, prefix = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError:  # not ours to read
            continue
        if prefix and any(entry.name == "pyvenv.cfg" for entry in entries):
            continue
        for entry in entries:
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                if name not in _SKIPPED and not name.endswith(".egg-info"):
                    pending.append((entry.path, f"{prefix}{name}/"))
            elif name.endswith(suffixes) and entry.is_file():
                found.append((prefix + name, entry.is_symlink()))
    return found


def _once(root: Path, names: dict[str, bool]) -> Iterator[str]:
    """Leave out links to files that are there under their own name, or that lie elsewhere."""
    plain = [name for name, link in names.items() if not link]
    yield from plain
    links = sorted(name for name, link in names.items() if link)
    seen = {root / name for name in plain} if links else set()
    for name in links:
        real = (root / name).resolve()
        if real not in seen and real.is_relative_to(root):
            seen.add(real)
            yield name
