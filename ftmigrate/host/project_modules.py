"""The modules of a project that can be imported by name."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.source_roots import SourceRoots
from ftmigrate.model.annotation_reading import ImportableModule

_NEVER = {"setup.py", "conftest.py", "noxfile.py", "fabfile.py", "tasks.py"}
_TEST_FOLDERS = {"tests", "test", "testing"}


def importable_modules(tree: Path, roots: SourceRoots, touched: tuple[str, ...]) -> list[ImportableModule]:
    """In the order of their files; each module once, the first folder on the path wins."""
    found: dict[str, ImportableModule] = {}
    for folder in roots.folders:
        root = (tree / folder).resolve()
        for name, path in _below(root, loose=folder != "."):
            _note(found, tree, name, path, touched)
    for name, relative in roots.packages:
        source = tree / relative
        for module, path in _package(name, source) if source.is_dir() else [(name, source)]:
            _note(found, tree, module, path, touched)
    return list(found.values())


def _note(
    found: dict[str, ImportableModule], tree: Path, name: str, path: Path, touched: tuple[str, ...]
) -> None:
    relative = path.resolve().relative_to(tree.resolve()).as_posix()
    if name.partition(".")[0] in _TEST_FOLDERS and relative not in touched:
        return
    script = "." not in name or name.endswith(".__main__")
    package = path.name == "__init__.py"
    refusal = "importing it would run it" if script and not package and _runs_on_import(path) else ""
    found.setdefault(name, ImportableModule(name, relative, refusal))


def _below(root: Path, *, loose: bool) -> Iterator[tuple[str, Path]]:
    """Packages and modules of a folder on the import path; `loose` also takes namespace packages."""
    if not root.is_dir():
        return
    for path in sorted(root.iterdir()):
        if path.name.startswith(".") or not path.stem.isidentifier():
            continue
        if path.is_dir() and ((path / "__init__.py").is_file() or (loose and _has_modules(path))):
            yield from _package(path.name, path)
        elif path.suffix == ".py" and path.name not in _NEVER:
            yield path.stem, path


def _package(name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    if (folder / "__init__.py").is_file():
        yield name, folder / "__init__.py"
    for path in sorted(folder.iterdir()):
        if not path.stem.isidentifier() or path.name == "__pycache__" or path.is_symlink():
            continue
        if path.is_dir() and _has_modules(path):
            yield from _package(f"{name}.{path.name}", path)
        elif path.suffix == ".py" and path.name not in ("__init__.py", "conftest.py"):
            yield f"{name}.{path.stem}", path


def _has_modules(folder: Path) -> bool:
    return any(folder.glob("*.py")) or any(folder.glob("*/__init__.py"))


def _runs_on_import(path: Path) -> bool:
    """Whether a script does something at its top level that no `__name__` test guards."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return False  # importing it says so better than we could
    return any(isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) for node in tree.body)
