"""Warning filters that a worker sets for itself: threads only where each has its own."""

import ast
from collections.abc import Sequence

from ftmigrate.analysis.program import FunctionInfo, ModuleInfo
from ftmigrate.model.finding import Reason
from ftmigrate.rules.concurrency.fixes.case import Case, Met

PER_THREAD = 'not getattr(sys.flags, "context_aware_warnings", False)'
"""Since 3.14 `catch_warnings` is local to a thread where this flag is set; it is on free-threaded builds
(library reference, warnings, "Concurrent safety of Context Managers")."""


def filters_for_each_thread(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """Where every filter is set inside `with warnings.catch_warnings()`, the block is the thread's own."""
    if not all(_inside_block(case, one) for one in reasons):
        return None
    name = case.imports.module("sys")
    if name is None:
        return None
    test = PER_THREAD.replace("sys", name, 1)
    return Met("threads are used only where warning filters belong to a thread", unless=(test,))


def _inside_block(case: Case, reason: Reason) -> bool:
    info = _module_at(case, reason.path)
    if info is None:
        return False
    parents = info.source.parents
    calls = [
        one
        for one in ast.walk(info.source.tree)
        if isinstance(one, ast.Call) and one.lineno == reason.line and _is_filter(one)
    ]
    return bool(calls) and all(_caught(one, parents) for one in calls)


def _module_at(case: Case, path: str) -> ModuleInfo | None:
    if path == case.module.path:
        return case.site.module
    workers = [
        target
        for use in case.site.uses
        for target in (
            use.arguments.positional[0].targets if use.arguments and use.arguments.positional else ()
        )
        if isinstance(target, FunctionInfo)
    ]
    return next((one.module for one in case.effects.closure(workers) if one.module.path == path), None)


def _is_filter(call: ast.Call) -> bool:
    return ast.unparse(call.func).rpartition(".")[2] in (
        "catch_warnings", "filterwarnings", "simplefilter", "resetwarnings",
    )  # fmt: skip


def _caught(call: ast.Call, parents: dict[ast.AST, ast.AST]) -> bool:
    """The call opens such a block, or stands in one."""
    node: ast.AST | None = call
    while node is not None and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        if isinstance(node, ast.With) and any(
            isinstance(item.context_expr, ast.Call)
            and ast.unparse(item.context_expr.func).rpartition(".")[2] == "catch_warnings"
            for item in node.items
        ):
            return True
        node = parents.get(node)
    return False
