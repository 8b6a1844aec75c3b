"""Which modules of a project its given files import, directly or not."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ftmigrate.model.annotation_reading import ImportableModule


def import_closure(tree: Path, modules: Iterable[ImportableModule], start: Iterable[str]) -> dict[str, str]:
    """Relative path to module name: the files `start`, what imports them, and what all those import.

    A pool's worker is often a function of the module that calls the one with the pool in it.
    """
    names = {module.path: module.name for module in modules}
    by_name = {name: path for path, name in names.items()}
    imports = {path: frozenset(_imported(tree / path, name, by_name)) for path, name in names.items()}
    importers = {path: frozenset(p for p, found in imports.items() if path in found) for path in names}
    begun = _reached([path for path in start if path in names], importers)
    return {path: names[path] for path in sorted(_reached(begun, imports))}


def _reached(start: Iterable[str], edges: Mapping[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    left = list(start)
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            left += edges[path]
    return found


def _imported(path: Path, module: str, by_name: Mapping[str, str]) -> Iterator[str]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree):
        for name in _names(node, package):
            if name in by_name:
                yield by_name[name]


def _names(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parts = package.split(".") if node.level else []
        parts = parts[: len(parts) - node.level + 1] if node.level else parts
        base = ".".join([*parts, *([node.module] if node.module else [])])
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)
