"""Tests whose outcome on 3.14 is known from the text: TYPE_CHECKING, sys.version_info, constants."""

import ast
import operator
from collections.abc import Callable

VERSION = (3, 14)

_COMPARE: dict[type[ast.cmpop], Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ast.GtE: operator.ge,
    ast.Gt: operator.gt,
    ast.LtE: operator.le,
    ast.Lt: operator.lt,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def names_type_checking(test: ast.expr) -> bool:
    """`TYPE_CHECKING`, `typing.TYPE_CHECKING`, `MYPY` and the like."""
    if isinstance(test, ast.Attribute):
        return test.attr == "TYPE_CHECKING"
    return isinstance(test, ast.Name) and test.id in ("TYPE_CHECKING", "MYPY")


def outcome(test: ast.expr) -> bool | None:
    """What a test comes to on 3.14 at run time; None where the text does not tell."""
    if names_type_checking(test):
        return False
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = outcome(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        return _combined(test)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _version(test.left, test.ops[0], test.comparators[0])
    return None


def mentions_type_checking(test: ast.expr) -> bool:
    return any(isinstance(node, ast.expr) and names_type_checking(node) for node in ast.walk(test))


def _combined(test: ast.BoolOp) -> bool | None:
    parts = [outcome(value) for value in test.values]
    stop = isinstance(test.op, ast.Or)
    if stop in parts:
        return stop
    return None if None in parts else not stop


def _version(left: ast.expr, op: ast.cmpop, right: ast.expr) -> bool | None:
    compare = _COMPARE.get(type(op))
    if compare is None:
        return None
    if _is_version_info(left) and (wanted := _numbers(right)) is not None:
        return compare((*VERSION, 99)[: max(len(wanted), 3)], wanted) if wanted else None
    if isinstance(left, ast.Subscript) and _is_version_info(left.value):
        return _sliced(left.slice, compare, right)
    return None


def _sliced(
    index: ast.expr, compare: Callable[[tuple[int, ...], tuple[int, ...]], bool], right: ast.expr
) -> bool | None:
    if isinstance(index, ast.Constant) and index.value == 0 and isinstance(right, ast.Constant):
        return compare((3,), (right.value,)) if isinstance(right.value, int) else None
    wanted = _numbers(right)
    if isinstance(index, ast.Slice) and index.lower is None and wanted:
        return compare(VERSION[: len(wanted)], wanted)
    return None


def _is_version_info(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "version_info"


def _numbers(node: ast.expr) -> tuple[int, ...] | None:
    if not isinstance(node, ast.Tuple):
        return None
    values = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, int)]
    return tuple(values) if len(values) == len(node.elts) else None
