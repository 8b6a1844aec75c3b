"""Globals that a worker reads and the program changes: a process saw them as they were at its start."""

import ast
from collections.abc import Iterable, Iterator

from ftmigrate.analysis.effects import Effects
from ftmigrate.analysis.program import FunctionInfo, ModuleInfo, is_test
from ftmigrate.analysis.summaries.types import CHANGING_METHODS
from ftmigrate.analysis.summary import Summary, local_names
from ftmigrate.analysis.targets import Variable, expression_targets
from ftmigrate.model.finding import Reason


def written_globals(effects: Effects, summaries: Iterable[Summary]) -> Iterator[Reason]:
    """Each global that the summaries read and that some function of the project writes."""
    read = {variable for one in summaries for variable, _ in one.reads}
    if not read:
        return
    names = {one.name for one in read}
    modules = [one for name in sorted(names) for one in effects.program.mentioning(name)]
    for module in dict.fromkeys(modules):
        if is_test(module.path):
            continue
        for function in module.by_node.values():
            if isinstance(function, FunctionInfo):
                yield from _writes(effects, module, function, read)


def _writes(
    effects: Effects, module: ModuleInfo, function: FunctionInfo, read: set[Variable]
) -> Iterator[Reason]:
    local = local_names(function)
    body = function.node.body if isinstance(function.node.body, list) else [function.node.body]
    for node in (inner for one in body for inner in ast.walk(one)):
        target = _written(node)
        if target is None:
            continue
        root = target
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        if not isinstance(root, ast.Name) or root.id in local.names:
            continue
        if isinstance(target, ast.Name) and isinstance(node, ast.Name) and target.id not in local.globals:
            continue
        for variable in _variables(effects, module, target):
            if variable in read:
                yield Reason(
                    "changing-global",
                    f"a worker reads {variable.label}, changed by {function.label}; a process had its own",
                    module.path,
                    node.lineno,  # type: ignore[attr-defined]
                )
                return


def _written(node: ast.AST) -> ast.expr | None:
    """The expression whose name or object a node writes."""
    if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        return node
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return node.value
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CHANGING_METHODS
    ):
        return node.func.value
    return None


def _variables(effects: Effects, module: ModuleInfo, node: ast.expr) -> Iterator[Variable]:
    """The globals that an expression starts from: `G`, `G.x`, `module.G`."""
    while True:
        for target in expression_targets(effects.program, module, node):
            if isinstance(target, Variable):
                yield target
        if not isinstance(node, ast.Attribute | ast.Subscript):
            return
        node = node.value
