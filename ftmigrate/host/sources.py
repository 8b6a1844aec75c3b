"""Which files of a project the codemod looks at."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pathspec

from ftmigrate.host.git import tracked_and_new
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError

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
    excluded = _patterns(configuration.exclude, "exclude")
    included = _patterns(configuration.include, "include") if configuration.include else None
    prefix = configuration.environments.partition("{target}")[0]
    environment = _patterns([configuration.environments.replace("{target}", "*") + "/"], "environments")
    found: set[str] = set()
    for name in _candidates(root, wanted, suffixes):
        named = name in wanted
        if (configuration.exclude and excluded.match_file(name)) or (
            not named and name.startswith(prefix) and environment.match_file(name)
        ):
            continue
        if named or included is None or wanted or included.match_file(name):
            found.add(name)
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


def _patterns(lines: Iterable[str], key: str) -> pathspec.GitIgnoreSpec:
    try:
        return pathspec.GitIgnoreSpec.from_lines(lines)
    except (ValueError, TypeError) as error:
        raise UsageError(f"`{key}` has a pattern that git would not understand: {error}.") from None


def _candidates(root: Path, wanted: Sequence[str], suffixes: tuple[str, ...]) -> Iterator[str]:
    folders = [name for name in wanted if (root / name).is_dir()]
    yield from (name for name in wanted if name not in folders)
    if wanted and not folders:
        return
    listed = tracked_and_new(root)
    for name in listed if listed is not None else _walk(root):
        if name.endswith(suffixes) and (not wanted or _below(name, folders)) and (root / name).is_file():
            yield name


def _below(name: str, folders: Iterable[str]) -> bool:
    return any(folder == "." or name.startswith(f"{folder}/") for folder in folders)


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        folders[:] = [
            name
            for name in folders
            if name not in _SKIPPED
            and not name.endswith(".egg-info")
            and not (here / name / "pyvenv.cfg").exists()
        ]
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else f"{relative}/"
        yield from (prefix + name for name in files)


def _once(root: Path, names: Iterable[str]) -> Iterator[str]:
    """Leave out links to files that are there under their own name, or that lie elsewhere."""
    links = [name for name in names if os.path.islink(os.path.join(root, name))]  # noqa: PTH114, PTH118
    plain = set(names).difference(links)
    yield from plain
    seen = {root / name for name in plain} if links else set()
    for name in sorted(links):
        real = (root / name).resolve()
        if real not in seen and real.is_relative_to(root):
            seen.add(real)
            yield name
