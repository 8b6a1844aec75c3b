"""Pure Python that was safe under the GIL by luck: shared module state, tested and then changed.

The patterns are those of the free-threading guide's page on porting pure Python packages: global
caches, lazily made singletons, counters. Code under a `with` on something named like a lock is fine.
"""

import ast
import re
from collections.abc import Iterator

from ftmigrate.model.auditing import CodeNote

_LOCK = re.compile(r"lock|mutex|sem(aphore)?\b|cond(ition)?\b", re.IGNORECASE)
_MAKERS = {"dict", "list", "set", "defaultdict", "OrderedDict", "WeakValueDictionary", "WeakKeyDictionary"}
_ADVICE = "Hold a threading.Lock around the test and the change, or make it at import."


_GLOBAL = re.compile(r"^\s+global\s", re.MULTILINE)
# A container made at the left margin, and an item set or a change made to something somewhere.
_CONTAINER = re.compile(
    r"^[A-Za-z_]\w*\s*(?::[^=]{1,200})?=\s*(?:[{\[]|(?:\w+\.)?(?:" + "|".join(sorted(_MAKERS)) + r")\b)",
    re.MULTILINE,
)
_TEST = re.compile(r"\bnot in [A-Za-z_]\w*\s*:|\bKeyError\b|\bif not [A-Za-z_]\w*\s*:|\.get\(")


def relevant(text: str) -> bool:
    """Whether a module may have shared state that functions change: cheaper than parsing it."""
    return bool(_GLOBAL.search(text) or (_TEST.search(text) and _CONTAINER.search(text)))


def smells(path: str, tree: ast.Module) -> Iterator[CodeNote]:
    """One note a place, in the order of lines."""
    shared = set(_shared_containers(tree))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _Function(path, function, shared).notes()


def _shared_containers(tree: ast.Module) -> Iterator[str]:
    """Module-level names bound to a mutable container."""
    for node in tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign) and node.value is not None
            else []
        )
        value = getattr(node, "value", None)
        if isinstance(value, ast.Dict | ast.List | ast.Set) or _makes_container(value):
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _makes_container(value: ast.expr | None) -> bool:
    if not isinstance(value, ast.Call):
        return False
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return name in _MAKERS


class _Function:
    """One function: its own statements only, and whether a lock is held there."""

    def __init__(self, path: str, node: ast.FunctionDef | ast.AsyncFunctionDef, shared: set[str]) -> None:
        self._path = path
        self._node = node
        own = list(_own_nodes(node.body))
        self._globals = {name for part in own if isinstance(part, ast.Global) for name in part.names}
        locals_ = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)} | {
            part.id for part in own if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
        }
        self._shared = (shared - locals_) | (shared & self._globals)

    def notes(self) -> Iterator[CodeNote]:
        yield from self._statements(self._node.body)

    def _statements(self, body: list[ast.stmt]) -> Iterator[CodeNote]:
        for statement in body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if isinstance(statement, ast.With | ast.AsyncWith) and any(
                _LOCK.search(ast.unparse(item.context_expr)) for item in statement.items
            ):
                continue
            yield from self._one(statement)
            for field in ("body", "orelse", "finalbody"):
                yield from self._statements(getattr(statement, field, []))
            for handler in getattr(statement, "handlers", []):
                yield from self._statements(handler.body)

    def _one(self, statement: ast.stmt) -> Iterator[CodeNote]:
        if isinstance(statement, ast.AugAssign):
            name = getattr(statement.target, "id", "")
            if name in self._globals:
                yield self._note("global-counter", statement, f"the global {name} is read and written back")
        if isinstance(statement, ast.If):
            yield from self._test_then_change(statement)
        if isinstance(statement, ast.Try):
            yield from self._lookup_then_store(statement)

    def _test_then_change(self, statement: ast.If) -> Iterator[CodeNote]:
        tested = {node.id for node in ast.walk(statement.test) if isinstance(node, ast.Name)}
        for name in sorted(tested & self._globals):
            if name in _assigned(statement.body):
                yield self._note("lazy-singleton", statement, f"the global {name} is tested, then made")
        for name in sorted(_containers_tested(statement.test) & self._shared):
            if name in _stored_into([*statement.body, *statement.orelse]):
                yield self._note("check-then-act", statement, f"the shared {name} is tested, then changed")

    def _lookup_then_store(self, statement: ast.Try) -> Iterator[CodeNote]:
        missing = [
            handler
            for handler in statement.handlers
            if handler.type and "KeyError" in ast.unparse(handler.type)
        ]
        read = {
            node.value.id
            for part in statement.body
            for node in ast.walk(part)
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
        }
        for handler in missing:
            for name in sorted(read & self._shared & _stored_into(handler.body)):
                yield self._note("check-then-act", statement, f"the shared {name} is looked up, then filled")

    def _note(self, kind: str, node: ast.stmt, what: str) -> CodeNote:
        message = f"{what} without a lock: with threads, two may do it at once."
        return CodeNote(kind, self._path, node.lineno, message, _ADVICE)


def _own_nodes(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes but those of inner functions and classes."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _assigned(body: list[ast.stmt]) -> set[str]:
    return {
        node.id
        for part in body
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _containers_tested(test: ast.expr) -> set[str]:
    """`k not in CACHE`, `not CACHE`, `CACHE.get(k) is None`."""
    found = set()
    for node in ast.walk(test):
        if isinstance(node, ast.Compare):
            found |= {c.id for c in node.comparators if isinstance(c, ast.Name)}
        if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Name):
            found.add(node.operand.id)
        if isinstance(node, ast.Attribute) and node.attr == "get" and isinstance(node.value, ast.Name):
            found.add(node.value.id)
    return found


def _stored_into(body: list[ast.stmt]) -> set[str]:
    """Names of containers that get an item, or lose one."""
    found = set()
    for part in body:
        for node in ast.walk(part):
            if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
                found.add(getattr(node.value, "id", ""))
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr
                in {"append", "add", "update", "pop", "popitem", "remove", "clear", "insert"}
            ):
                found.add(getattr(node.func.value, "id", ""))
    return found
