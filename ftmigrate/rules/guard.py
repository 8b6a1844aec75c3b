"""The last look at a rewritten file: it compiles, and outside the edits its tree is the old one."""

import ast
import warnings

from ftmigrate.rules.edits import Change
from ftmigrate.syntax.positions import Positions


def objection(before: str, after: str, change: Change, path: str) -> str:
    """Why `after` must not be written, in one sentence; empty where it may."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the project's own `"\\d"` is none of our business
            old = ast.parse(before, path)
            new = ast.parse(after, path)
            compile(after, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return f"the rewritten text does not compile: {error}"
    except RecursionError:
        return "the rewritten text is nested too deeply to be checked"
    return _difference(old, new, Positions(before), Positions(after), change)


def _difference(
    old: ast.Module, new: ast.Module, old_at: Positions, new_at: Positions, change: Change
) -> str:
    found = {}
    for node in ast.walk(new):
        if isinstance(node, ast.stmt | ast.expr):
            found[(type(node), *_span(node, new_at))] = node
    pending: list[ast.AST] = [old]
    while pending:
        node = pending.pop()
        if not isinstance(node, ast.stmt | ast.expr) or change.touches(*_span(node, old_at)):
            pending.extend(ast.iter_child_nodes(node))
            continue
        start, end = _span(node, old_at)
        twin = found.get((type(node), change.forward(start), change.forward(end)))
        if twin is None or ast.dump(twin) != ast.dump(node):
            return f"the rewrite would change the code on line {node.lineno}, outside its edits"
    return ""


def _span(node: ast.stmt | ast.expr, at: Positions) -> tuple[int, int]:
    assert node.end_lineno is not None and node.end_col_offset is not None
    return at.offset(node.lineno, node.col_offset), at.offset(node.end_lineno, node.end_col_offset)
