"""A pool that is never closed is closed after its last use."""

import ast
from collections.abc import Iterator, Sequence

from ftmigrate.model.finding import Edit, Reason
from ftmigrate.rules.concurrency.fixes.case import Case, Met

_ALL_DONE = {"map", "starmap", "apply"}
_ASYNC = {"map_async", "starmap_async", "apply_async"}


def close_after_last_use(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """`pool.close()` and `pool.join()` below the last statement that uses the pool.

    All results are in by then, so that there is nothing that closing could cut short: the workers only
    end earlier than when the pool is collected as garbage.
    """
    site = case.site
    parent = case.module.parents.get(site.call)
    if not site.name or site.escapes or not isinstance(parent, ast.Assign):
        return None
    if not case.submissions or not all(_waits(case, call) for call in case.submissions):
        return None
    block = _block(case, parent)
    using = [one for one in block if _uses(one, site.name)]
    around = case.site.function.node
    everywhere = sum(_uses_in(one, site.name) for one in ast.walk(around) if isinstance(one, ast.Name))
    here = sum(_uses_in(one, site.name) for stmt in using for one in ast.walk(stmt))
    if not using or everywhere != here or _leaves(using[-1]) or not _whole_lines(case, using[-1]):
        return None
    return Met("the pool is closed after its last use", (_below(case, using[-1]),))


def _waits(case: Case, call: ast.Call) -> bool:
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    outer = case.module.parents.get(call)
    return method in _ALL_DONE or (
        method in _ASYNC and isinstance(outer, ast.Attribute) and outer.attr in ("get", "wait")
    )


def _block(case: Case, statement: ast.stmt) -> Sequence[ast.stmt]:
    """The statements among which one stands, from it on."""
    parent = case.module.parents.get(statement)
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and statement in block:
            return block[block.index(statement) + 1 :]
    return ()


def _uses(statement: ast.AST, name: str) -> bool:
    return any(_uses_in(one, name) for one in ast.walk(statement))


def _uses_in(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _leaves(statement: ast.stmt) -> bool:
    """Whether what stands below the statement may not be reached after it did its work."""
    return any(
        isinstance(one, ast.Return | ast.Raise | ast.Yield | ast.YieldFrom | ast.Break | ast.Continue)
        for one in _nodes(statement)
    )


def _nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    return ast.walk(statement)


def _whole_lines(case: Case, statement: ast.stmt) -> bool:
    """Nothing else stands on the statement's lines."""
    module = case.module
    before = module.text[module.positions.line_start(statement.lineno) : module.start(statement)]
    rest = module.positions.line_text(statement.end_lineno or statement.lineno)[
        len(_last_line(module.segment(statement), before)) :
    ]
    return not before.strip() and (not rest.strip() or rest.strip().startswith("#"))


def _last_line(text: str, before: str) -> str:
    head, newline, last = text.rpartition("\n")
    return last if newline else before + head + last


def _below(case: Case, statement: ast.stmt) -> Edit:
    module = case.module
    line = module.positions.line_text(statement.lineno)
    indent = line[: len(line) - len(line.lstrip())]
    newline = "\r\n" if "\r\n" in module.text else "\n"
    last = statement.end_lineno or statement.lineno
    at_end = last >= module.positions.line_count
    at = len(module.text) if at_end else module.positions.line_start(last + 1)
    lead = newline if at_end and not module.text.endswith(("\n", "\r")) else ""
    lines = [f"{indent}{case.site.name}.{method}(){newline}" for method in ("close", "join")]
    return Edit(at, at, lead + "".join(lines))
