"""The last look at a rewritten file: it compiles, and outside the edits its tree is the old one."""

import __future__

import ast
import symtable
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import takewhile

from ftmigrate.analysis.module import Module
from ftmigrate.rules.edits import Change
from ftmigrate.syntax.nodes import alike, children
from ftmigrate.syntax.positions import Positions

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_TOO_DEEP = "the rewritten text is nested too deeply to be checked"


def objection(old: Module, new: Module, change: Change) -> str:
    """Why the text of `new` must not be written, in one sentence; empty where it may, if it compiles."""
    try:
        return _difference(old.outline, new.outline, old.positions, new.positions, change)
    except RecursionError:
        return _TOO_DEEP


def removes_statements(old: Module, change: Change) -> bool:
    """Whether the edits only take out whole lines that hold whole simple statements of the module, and
    blank lines: then all other statements stay as they are by construction, if the rest compiles."""
    text, body = old.text, old.outline.body
    for edit in change.edits:
        first, column = old.positions.location(edit.start)
        last, end_column = old.positions.location(edit.end)
        if (
            edit.replacement
            or column
            or end_column
            or text[: edit.start].endswith(("\\\n", "\\\r\n", "\\\r"))
        ):
            return False
        gone = [one for one in body if one.lineno < last and (one.end_lineno or one.lineno) >= first]
        if len(gone) != 1 or not isinstance(gone[0], ast.Import | ast.ImportFrom):
            return False
        start, end = old.start(gone[0]), old.end(gone[0])
        if start < edit.start or (text[edit.start : start] + text[end : edit.end]).strip():
            return False
    return True


def future_imports_stand_first(module: Module) -> bool:
    """Whether nothing of the text but statements at its top names `__future__`: the parser does not say where
    one stands too low, nor which features there are."""
    named = module.text.count("__future__")
    if not named:
        return True
    has_docstring = ast.get_docstring(module.outline, clean=False) is not None
    first = takewhile(_is_future_import, module.outline.body[has_docstring:])
    return named == sum(1 for _ in first)


def _is_future_import(node: ast.stmt) -> bool:
    if not isinstance(node, ast.ImportFrom) or node.module != "__future__" or node.level:
        return False
    return all(one.name in __future__.all_feature_names for one in node.names)


def parses(module: Module) -> bool:
    """Whether the bodies that its outline lacks parse too, each by itself: then the whole text does.

    Bodies are cut out where the tokenizer is between two lines of the program, before and behind.
    """
    bodies = [module.text[cut.start : cut.end] for cut in module.parsed.cuts]
    if not bodies:
        return True
    source = "async def _():\n" + "\nasync def _():\n".join(bodies)
    try:
        # The compiler's way up to here makes no objects of the syntax tree, which would take longer.
        symtable.symtable(source, module.path, "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def objection_to_compiling(after: str, path: str) -> str:
    """What the compiler has against a text: grammar, symbol tables and code generation."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if path.endswith(".ipynb") else 0
    try:
        compile(after, path, "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return f"the rewritten text does not compile: {error}"
    except RecursionError:
        return _TOO_DEEP
    return ""


def _difference(
    old: ast.Module, new: ast.Module, old_at: Positions, new_at: Positions, change: Change
) -> str:
    """The text outside the edits is the same by construction; so where each statement begins and
    ends as before, only those that hold an edit can have changed, and these are compared whole."""
    pairs = _edited_pairs(old, new, old_at, change)
    spans = {(type(node), *_span(node, new_at)): node for _, node in pairs}
    if not pairs or not all(_forward(node, old_at, change) in spans for node, _ in pairs):
        return _difference_anywhere(old, new, old_at, new_at, change)
    found = (_difference_within(node, spans, old_at, new_at, change) for node, _ in pairs)
    return next(filter(None, found), "")


def _edited_pairs(
    old: ast.Module, new: ast.Module, old_at: Positions, change: Change
) -> list[tuple[ast.stmt, ast.stmt]]:
    """The statements that hold an edit, before and after; none where statements or lines moved."""
    lines = []
    for edit in change.edits:
        first, last = (old_at.location(offset)[0] for offset in (edit.start, edit.end))
        if first != last or "\n" in edit.replacement or "\r" in edit.replacement:
            return []
        lines.append(first)
    try:
        return list(_pairs(old, new, lines))
    except _Rearranged:
        return []


class _Rearranged(Exception):
    """The statements of two trees do not stand in the same places."""


def _pairs(old: ast.AST, new: ast.AST, lines: list[int]) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    """A statement without an edit that stands where it stood is the same: nobody looks into it."""
    for name in _BLOCKS:
        olds, news = getattr(old, name, ()), getattr(new, name, ())
        if len(olds) != len(news):
            raise _Rearranged
        for one, other in zip(olds, news, strict=True):
            if type(one) is not type(other):
                raise _Rearranged
            if isinstance(one, ast.match_case) or _holds(one, lines):
                if isinstance(one, ast.stmt):
                    yield one, other
                yield from _pairs(one, other, lines)
            elif _place(one) != _place(other):
                raise _Rearranged


def _holds(node: ast.stmt | ast.excepthandler, lines: list[int]) -> bool:
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    at = bisect_left(lines, first)
    assert node.end_lineno is not None
    return at < len(lines) and lines[at] <= node.end_lineno


def _place(node: ast.stmt) -> tuple[int, int, int | None, int | None]:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _forward(node: ast.stmt, at: Positions, change: Change) -> tuple[type, int, int]:
    start, end = _span(node, at)
    return type(node), change.forward(start), change.forward(end)


def _difference_anywhere(
    old: ast.Module, new: ast.Module, old_at: Positions, new_at: Positions, change: Change
) -> str:
    """The same, statement by statement, wherever they moved."""
    olds, news = list(_statements(old)), list(_statements(new))
    spans = {(type(node), *_span(node, new_at)): node for node in news}
    for node in olds:
        if not change.touches(*_span(node, old_at)):
            if _forward(node, old_at, change) not in spans:
                return f"the rewrite would change the statement on line {node.lineno}, outside its edits"
        elif reason := _difference_within(node, spans, old_at, new_at, change):
            return reason
    return ""


def _difference_within(
    node: ast.stmt,
    spans: dict[tuple[type, int, int], ast.stmt],
    old_at: Positions,
    new_at: Positions,
    change: Change,
) -> str:
    """Compare the expressions of one edited statement that no edit touches."""
    twin = spans.get(_forward(node, old_at, change))
    if twin is None:  # the statement itself was replaced or moved: a rule that does so knows
        return ""
    found = {(type(one), *_span(one, new_at)): one for one in _expressions(twin)}
    for one in _expressions(node, lambda e: not change.touches(*_span(e, old_at))):
        first, last = _span(one, old_at)
        if change.touches(first, last):
            continue
        same = found.get((type(one), change.forward(first), change.forward(last)))
        if same is None or not alike(same, one):
            return f"the rewrite would change the code on line {one.lineno}, outside its edits"
    return ""


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """All statements; expressions hold none."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        for name in _BLOCKS:
            for child in getattr(node, name, ()):
                if isinstance(child, ast.stmt):
                    yield child
                pending.append(child)


def _expressions(node: ast.stmt, stop: Callable[[ast.expr], bool] | None = None) -> Iterator[ast.expr]:
    """The expressions of a statement, not of the statements in it; not below one that `stop`s."""
    pending: list[ast.AST] = [node]
    while pending:
        for child in children(pending.pop()):
            if isinstance(child, ast.expr):
                yield child
                if stop is not None and stop(child):
                    continue
            if not isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
                pending.append(child)


def _span(node: ast.stmt | ast.expr, at: Positions) -> tuple[int, int]:
    assert node.end_lineno is not None and node.end_col_offset is not None
    return at.offset(node.lineno, node.col_offset), at.offset(node.end_lineno, node.end_col_offset)
