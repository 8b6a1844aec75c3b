"""Which test files import certain modules of a project, and how those modules are called."""

import ast
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath

_LEFT_OUT = {"__pycache__", "node_modules", "venv"}
_NO_MODULE = {"conftest", "setup", "__main__"}


def module_names(paths: Sequence[str], folders: Sequence[str]) -> tuple[str, ...]:
    """What files (relative, forward slashes) are imported as from the first of `folders` that has them.

    Tests, scripts that are no module by name, and stubs have none.
    """
    return tuple(filter(None, (_module_name(PurePosixPath(path), folders) for path in paths)))


def _module_name(path: PurePosixPath, folders: Sequence[str]) -> str:
    if path.suffix != ".py" or path.stem in _NO_MODULE or _is_test(path.name):
        return ""
    for folder in folders:
        if path.is_relative_to(folder):
            parts = path.relative_to(folder).with_suffix("").parts
            parts = parts[:-1] if parts[-1] == "__init__" else parts
            inside = parts and parts[0] not in ("tests", "test", "docs", "examples")
            return ".".join(parts) if inside and all(part.isidentifier() for part in parts) else ""
    return ""


def relevant_tests(tree: Path, modules: Collection[str]) -> tuple[str, ...]:
    """Test files (relative) that import one of `modules`, those that import most of them first."""
    found = []
    for path in _test_files(tree):
        try:
            imported = set(_imported(ast.parse(path.read_bytes())))
        except (SyntaxError, ValueError, OSError):
            continue
        touched = sum(module in imported for module in modules)
        if touched:
            found.append((-touched, path.relative_to(tree).as_posix()))
    return tuple(path for _, path in sorted(found))


def _test_files(tree: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(tree):
        names[:] = sorted(n for n in names if not n.startswith(".") and n not in _LEFT_OUT)
        yield from (Path(folder) / name for name in sorted(files) if _is_test(name))


def _is_test(name: str) -> bool:
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))


def _imported(tree: ast.Module) -> Iterator[str]:
    """Absolute names; of `from a import b` both `a` and `a.b`, of which one may be no module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
