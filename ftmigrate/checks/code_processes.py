"""Uses of processes that depend on the start method, which changed on Linux in 3.14, and of native libraries.

Source: What's New in Python 3.14, "Incompatible changes": forkserver is the default where fork was.
"""

import ast
import re
from collections.abc import Iterator

from ftmigrate.model.auditing import CodeNote

_STARTERS = {
    "multiprocessing.Process",
    "multiprocessing.Pool",
    "multiprocessing.Manager",
    "multiprocessing.pool.Pool",
    "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor",
}
_CHOOSERS = {"multiprocessing.set_start_method", "multiprocessing.get_context"}
_LIBRARIES = {"ctypes.CDLL", "ctypes.cdll.LoadLibrary", "ctypes.WinDLL", "cffi.FFI"}


_RELEVANT = re.compile(r"\b(?:multiprocessing|concurrent\.futures|ctypes|cffi)\b")


def relevant(text: str) -> bool:
    """Whether a file may hold any of them: cheaper than parsing it."""
    return _RELEVANT.search(text) is not None


def processes(path: str, tree: ast.Module) -> Iterator[CodeNote]:
    """Process starts that take the default method, and libraries loaded by ctypes or cffi."""
    names = _imported(tree)
    calls = [
        (node, full)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (full := _full_name(node.func, names))
    ]
    if not any(full in _CHOOSERS for _, full in calls):
        yield from (
            CodeNote(
                "start-method",
                path,
                node.lineno,
                f"{full} starts processes by the default method: forkserver on Linux since 3.14, not fork.",
                "What workers use must be importable and picklable; or choose the method with get_context.",
            )
            for node, full in calls
            if full in _STARTERS and not any(word.arg in {"mp_context", "context"} for word in node.keywords)
        )
    yield from (
        CodeNote(
            "foreign-library",
            path,
            node.lineno,
            f"{full} loads a native library: its calls run in parallel, and nothing checks that it may.",
            "Read what the library says about threads; hold a lock around it where it says nothing.",
        )
        for node, full in calls
        if full in _LIBRARIES
    )


def _imported(tree: ast.Module) -> dict[str, str]:
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update({a.asname or a.name: f"{node.module}.{a.name}" for a in node.names})
    return names


def _full_name(node: ast.expr, names: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        inner = _full_name(node.value, names)
        return f"{inner}.{node.attr}" if inner else None
    return None
