"""What a setup.py says for certain, without running it."""

import ast
from collections.abc import Iterator, Sequence

_EXITS = ("sys.exit", "exit", "SystemExit", "os._exit")


def asks_for_limited_api(text: str) -> bool:
    """`setup(options={"bdist_wheel": {"py_limited_api": "cp39"}})` as literals, at the top level."""
    for node in _statements(text):
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and _is_setup(call) and any(map(_asks, _options(call))):
            return True
    return False


def _is_setup(call: ast.Call) -> bool:
    return ast.unparse(call.func).rpartition(".")[2] == "setup"


def _options(call: ast.Call) -> list[ast.expr]:
    return [keyword.value for keyword in call.keywords if keyword.arg == "options"]


def _asks(options: ast.expr) -> bool:
    try:
        value = ast.literal_eval(options)
    except ValueError:
        return False
    wheel = value.get("bdist_wheel", {}) if isinstance(value, dict) else {}
    return bool(isinstance(wheel, dict) and wheel.get("py_limited_api"))


def refused_at(text: str, minor: int, *, free_threaded: bool) -> tuple[int, str] | None:
    """Line and words of a `raise` or `sys.exit` that this Python certainly comes to.

    Followed are the conditions at the top level that ask for the build (`Py_GIL_DISABLED`) and for
    `sys.version_info`; any other condition may be either, so that nothing below it is certain.
    """
    reader = _Reader(minor, free_threaded)
    return next(reader.refusals(_statements(text), asked=False), None)


def _statements(text: str) -> Sequence[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return ()


class _Reader:
    def __init__(self, minor: int, free_threaded: bool) -> None:
        self._version = (3, minor)
        self._free_threaded = free_threaded
        self._known: dict[str, bool | None] = {}

    def refusals(self, statements: Sequence[ast.stmt], *, asked: bool) -> Iterator[tuple[int, str]]:
        """`asked`: below a condition that asked for the Python; without one a `raise` is no refusal of it."""
        for node in statements:
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                self._known[ast.unparse(node.targets[0])] = self._truth(node.value)
            elif isinstance(node, ast.If):
                answer = self._truth(node.test)
                if answer is not None:
                    yield from self.refusals(node.body if answer else node.orelse, asked=True)
            elif asked and (said := _refuses(node)):
                yield node.lineno, said

    def _truth(self, test: ast.expr) -> bool | None:
        """None: not known."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            answer = self._truth(test.operand)
            return None if answer is None else not answer
        if isinstance(test, ast.BoolOp):
            return self._joined(test)
        if isinstance(test, ast.Compare):
            return self._compared(test)
        if isinstance(test, ast.Call) and ast.unparse(test.func) == "bool" and len(test.args) == 1:
            return self._truth(test.args[0])
        if isinstance(test, ast.Call) and ast.unparse(test.func).endswith("get_config_var"):
            asked = [a.value for a in test.args[:1] if isinstance(a, ast.Constant)]
            return self._free_threaded if asked == ["Py_GIL_DISABLED"] else None
        return self._known.get(ast.unparse(test))

    def _joined(self, test: ast.BoolOp) -> bool | None:
        answers = [self._truth(value) for value in test.values]
        deciding = isinstance(test.op, ast.Or)
        if deciding in answers:
            return deciding
        return None if None in answers else not deciding

    def _compared(self, test: ast.Compare) -> bool | None:
        if len(test.ops) != 1:
            return None
        left, right = ast.unparse(test.left), test.comparators[0]
        if left in {"sys.version_info", "sys.version_info[:2]", "version_info"}:
            return self._by_version(test.ops[0], right)
        plain = self._truth(test.left)
        if plain is None or not isinstance(right, ast.Constant) or right.value not in (0, 1):
            return None
        same = plain == bool(right.value)
        return {ast.Eq: same, ast.NotEq: not same, ast.Is: same, ast.IsNot: not same}.get(type(test.ops[0]))

    def _by_version(self, operator: ast.cmpop, bound: ast.expr) -> bool | None:
        try:
            value = ast.literal_eval(bound)
        except ValueError:
            return None
        if not isinstance(value, tuple) or not all(isinstance(part, int) for part in value):
            return None
        # A release of this minor is above (3, 14), and below (3, 15); a third number is not known.
        mine = (*self._version, 99) if len(value) <= 2 else None
        if mine is None:
            return None
        answers: dict[type[ast.cmpop], bool] = {
            ast.Lt: mine < value,
            ast.LtE: mine <= value,
            ast.Gt: mine > value,
            ast.GtE: mine >= value,
        }
        return answers.get(type(operator))


def _refuses(node: ast.stmt) -> str:
    """What is raised, or why it exits."""
    if isinstance(node, ast.Raise) and node.exc is not None:
        return _words(node.exc)
    call = node.value if isinstance(node, ast.Expr) else None
    return _words(call) if isinstance(call, ast.Call) and ast.unparse(call.func) in _EXITS else ""


def _words(raised: ast.expr) -> str:
    texts = [n.value for n in ast.walk(raised) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return " ".join(" ".join(texts).split()) or ast.unparse(raised)
