"""The edits that turn a pool of processes into one of threads, adaptive or always."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from ftmigrate.analysis.judging import constructor_arguments
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.sites import Site
from ftmigrate.model.configuration import Concurrency
from ftmigrate.model.finding import Edit
from ftmigrate.rules.concurrency.importing import Imports

GIL_IS_ON = 'getattr(sys, "_is_gil_enabled", lambda: True)()'
"""Asked where the pool is made: an import may have switched the GIL on again (PEP 703)."""

_PROCESS_ONLY = {
    "maxtasksperchild", "max_tasks_per_child", "context", "mp_context", "initializer", "initargs",
}  # fmt: skip
"""Initializers reach this place only where threads do without them."""
_THREADS = {
    "pool": ("multiprocessing.pool", "ThreadPool"),
    "executor": ("concurrent.futures", "ThreadPoolExecutor"),
}
_COUNTS = {"min", "max", "int", "len", "round", "abs"}


@dataclass(frozen=True, slots=True)
class Conversion:
    """The edits, or why there are none."""

    edits: tuple[Edit, ...] = ()
    obstacle: str = ""


def convert(
    module: Module, site: Site, concurrency: Concurrency, imports: Imports, unless: Sequence[str] = ()
) -> Conversion:
    """What to write at a site whose threads behave as its processes did.

    `unless`: expressions, asked at run time, of which any one keeps the processes.
    """
    home, name = _THREADS[site.kind]
    threads = _qualified(module, site, name) or imports.name(home, name, site.call.func)
    arguments = _arguments(module, site, imports)
    if threads is None or arguments is None:
        return Conversion(obstacle=f"the name {name} is taken in this module")
    call = f"{threads}({arguments})"
    tests = list(unless)
    if concurrency is not Concurrency.THREADS:
        sys = imports.module("sys")
        if sys is None:
            return Conversion(obstacle="the name sys is taken in this module")
        tests.append(GIL_IS_ON.replace("sys", sys, 1))
    if tests:
        replacement = _either(module, site, tests, call)
    else:
        replacement = call
        imports.drop(site.call.func)
    return Conversion((module.replace(site.call, replacement), *imports.edits()))


def _either(module: Module, site: Site, tests: Sequence[str], call: str) -> str:
    """Processes where the GIL is on, threads where it is off, over three lines (one more a condition)."""
    line = module.positions.line_text(site.call.lineno)
    indent = line[: len(line) - len(line.lstrip())]
    inner = f"{indent}    "
    processes = module.segment(site.call)
    test = f"\n{inner}or ".join(tests)
    return f"(\n{inner}{processes}\n{inner}if {test}\n{inner}else {call}\n{indent})"


def _qualified(module: Module, site: Site, name: str) -> str | None:
    """`futures.ThreadPoolExecutor` where the source says `futures.ProcessPoolExecutor`."""
    func = site.call.func
    if (
        site.kind == "executor"
        and isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Name | ast.Attribute)
    ):
        return f"{module.segment(func.value)}.{name}"
    return None


def _arguments(module: Module, site: Site, imports: Imports) -> str | None:
    """The arguments of the thread side: process-only ones go, the worker count is written out."""
    kept: list[str] = []
    counted = False
    for name, node in constructor_arguments(site):
        if name in _PROCESS_ONLY:
            continue
        text = module.segment(node)
        if name == "max_workers":
            counted = True
            written = _count(node, text, imports)
            if written is None:
                return None
            text = written
        positional = node in site.call.args and len(kept) == site.call.args.index(node)
        kept.append(text if positional else f"{name}={text}")
    if site.kind == "executor" and not counted:
        home = imports.module("os")
        if home is None:
            return None
        kept.insert(0, f"{home}.cpu_count()")
    return ", ".join(kept)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _count(node: ast.expr, text: str, imports: Imports) -> str | None:
    """As many threads as there were processes: ThreadPoolExecutor counts otherwise where it gets None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return text
    if isinstance(node, ast.BinOp) or (isinstance(node, ast.Call) and _called(node) in _COUNTS):
        return text
    home = imports.module("os")
    if home is None:
        return None
    if _is_none(node):
        return f"{home}.cpu_count()"
    if isinstance(node, ast.Call) and _called(node) in ("cpu_count", "process_cpu_count"):
        return text
    inner = text if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript) else f"({text})"
    return f"{inner} or {home}.cpu_count()"


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def prefer_threads(
    module: Module, site: Site, concurrency: Concurrency, imports: Imports, unless: Sequence[str] = ()
) -> Conversion:
    """`prefer="threads"` for joblib, which its users can still override with a context."""
    tests = list(unless)
    if concurrency is not Concurrency.THREADS:
        sys = imports.module("sys")
        if sys is None:
            return Conversion(obstacle="the name sys is taken in this module")
        tests.append(GIL_IS_ON.replace("sys", sys, 1))
    value = f'None if {" or ".join(tests)} else "threads"' if tests else '"threads"'
    nodes = [*site.call.args, *(keyword.value for keyword in site.call.keywords)]
    at = max((module.end(node) for node in nodes), default=module.end(site.call) - 1)
    comma = ", " if nodes else ""
    return Conversion((Edit(at, at, f"{comma}prefer={value}"), *imports.edits()))
