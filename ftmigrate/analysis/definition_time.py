"""What runs while a definition is being made, and whether any of it looks at annotations.

A decorator's body runs then; a function that it makes and hands back runs later, when somebody calls
it; so does one that it puts into the class as a method.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property

from ftmigrate.analysis.coping import copes
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import definition, origins
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import Scope
from ftmigrate.syntax.nodes import children, walk

MAX_DEPTH = 8

Function = ast.FunctionDef | ast.AsyncFunctionDef
Lineage = Sequence[tuple[Module, ast.ClassDef]]

# Any of these in a function that handles a definition may mean that it reads annotations.
_READING = frozenset({
    "__annotations__", "__annotate__", "__annotate_func__", "get_type_hints", "get_annotations",
    "signature", "Signature", "from_callable", "from_function", "getfullargspec", "getargspec",
    "_eval_type", "ForwardRef", "_evaluate", "evaluate_forward_ref", "validate_call",
    "validate_arguments", "typechecked", "beartype", "create_model",
})  # fmt: skip
# Methods of objects of any kind that take a definition and do no more than keep or name it.
_KEEPING = frozenset({
    "append", "add", "insert", "update", "setdefault", "extend", "appendleft", "discard", "remove",
    "get", "pop", "index", "count", "__setitem__", "debug", "info", "warning", "error", "exception",
    "log", "register", "mro",
})  # fmt: skip
_CONSTRUCTORS = ("__new__", "__init__", "__post_init__")


class Look:
    """Follows one function through the project; `lineage` is the class that it is a method of."""

    def __init__(self, project: Project, lineage: Lineage = ()) -> None:
        self.project = project
        self.lineage = lineage
        self.seen: set[ast.AST] = set()
        self.asked_lineage = False

    def reads(
        self, function: Function, module: Module, given: set[str], *, hands_back: bool, depth: int = 0
    ) -> bool:
        """Whether running it may read annotations of the objects that the parameters `given` hold.

        `hands_back`: what it returns is called with a definition at once, as in `@decorator(...)`.
        """
        if depth > MAX_DEPTH:
            return True
        if function in self.seen:
            return False
        self.seen.add(function)
        if not module.parsed.complete(function):
            return True
        scope = module.scoping.scopes.get(function, module.scoping.module)
        for node in executed(function, hands_back=hands_back):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if name in _READING or (isinstance(node, ast.Constant) and node.value == "__annotations__"):
                return True
            if isinstance(node, Function | ast.Lambda):
                given = given | set(parameters(node))
            elif isinstance(node, ast.Assign) and _makes_class(node.value):
                given = given | {one.id for one in node.targets if isinstance(one, ast.Name)}
            elif isinstance(node, ast.Call) and self._call(node, function, scope, module, given, depth):
                return True
        return False

    def _call(
        self, call: ast.Call, function: Function, scope: Scope, module: Module, given: set[str], depth: int
    ) -> bool:
        passed = _passes(call, given)
        if (own := self._own_method(call.func, function)) is not None:
            found, method = own
            return self._follow(method, found, depth)
        if _is_super(call.func):
            return False  # the bases are looked at by themselves
        for dotted in origins(module, scope, call.func, self.project):
            made = definition(dotted, self.project)
            if made is not None:
                if self._definition(made[0], made[1], passed, depth):
                    return True
            elif not copes(dotted) and passed and not _keeps(call.func):
                return True
            passed = passed and made is None and not copes(dotted)
        return passed and not _keeps(call.func) and not _is_nested(call.func, function)

    def _definition(self, module: Module, node: Function | ast.ClassDef, passed: bool, depth: int) -> bool:
        if isinstance(node, ast.ClassDef):
            methods = [one for one in node.body if getattr(one, "name", "") in _CONSTRUCTORS]
            return passed and any(self._follow(one, module, depth) for one in methods)
        return self._follow(node, module, depth)

    def _follow(self, node: ast.AST, module: Module, depth: int) -> bool:
        if not isinstance(node, Function):
            return False
        return self.reads(node, module, set(parameters(node)), hands_back=True, depth=depth + 1)

    def _own_method(self, func: ast.expr, function: Function) -> tuple[Module, Function] | None:
        """`cls.method` and `self.method`, found in the class or its bases."""
        first = parameters(function)[:1]
        if not (isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and first):
            return None
        if func.value.id != first[0]:
            return None
        self.asked_lineage = True
        for module, owner in self.lineage:
            for one in owner.body:
                if isinstance(one, Function) and one.name == func.attr:
                    return module, one
        return None


def parameters(function: Function | ast.Lambda) -> list[str]:
    """The names of the parameters, in order; those with stars hold no definition."""
    arguments = function.args
    return [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def executed(function: Function, *, hands_back: bool) -> Iterator[ast.AST]:
    """The nodes that run when a function is called once, inner functions that run at once included."""
    parents = _Parents(function)
    run = _run_at_once(function, parents, hands_back=hands_back)
    pending: list[ast.AST] = [*function.body]
    while pending:
        node = pending.pop()
        if isinstance(node, Function):
            pending += node.decorator_list
            if node.name not in run:
                continue
            yield node
            pending += node.body
            continue
        if isinstance(node, ast.Lambda) and not _runs(node, parents, hands_back=hands_back):
            continue
        yield node
        pending += children(node)


class _Parents:
    """Each node's parent within one function; looked at only where functions stand in functions."""

    def __init__(self, function: Function) -> None:
        self._function = function

    @cached_property
    def known(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in walk(self._function) for child in children(node)}

    def function_around(self, node: ast.AST) -> ast.AST | None:
        at = self.known.get(node)
        while at is not None and not isinstance(at, Function):
            at = self.known.get(at)
        return at


def _run_at_once(function: Function, parents: _Parents, *, hands_back: bool) -> set[str]:
    nodes = walk(function)
    inner = {one.name for one in nodes if isinstance(one, Function) and one is not function}
    if not inner:
        return inner
    return {
        one.id
        for one in nodes
        if isinstance(one, ast.Name)
        and one.id in inner
        and isinstance(one.ctx, ast.Load)
        and _runs(one, parents, hands_back=hands_back and parents.function_around(one) is function)
    }


# A function handed to these comes out as it is, or as something that calls it later.
_TRANSPARENT = ("cast", "classmethod", "staticmethod", "property", "partial", "update_wrapper", "wraps")


def _runs(node: ast.expr, parents: _Parents, *, hands_back: bool) -> bool:
    """Whether a function that stands here may be called before the definition is finished."""
    parent = parents.known.get(node)
    if isinstance(parent, ast.Return):
        return hands_back
    if isinstance(parent, ast.Attribute):
        return False
    if isinstance(parent, ast.IfExp):
        return _runs(parent, parents, hands_back=hands_back)
    if isinstance(parent, ast.Assign):
        return not all(isinstance(one, ast.Attribute | ast.Subscript) for one in parent.targets)
    if isinstance(parent, ast.Call) and parent.func is not node:
        called = parent.func.func if isinstance(parent.func, ast.Call) else parent.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in _TRANSPARENT:
            return _runs(parent, parents, hands_back=hands_back)
        return name != "setattr"
    return not isinstance(parent, ast.Expr)


def _makes_class(value: ast.expr) -> bool:
    """`super().__new__(...)`, `type.__new__(...)`, `type(name, bases, namespace)`."""
    func = value.func if isinstance(value, ast.Call) else None
    return (isinstance(func, ast.Attribute) and func.attr == "__new__") or getattr(func, "id", "") == "type"


def _passes(call: ast.Call, given: set[str]) -> bool:
    values = [*call.args, *(word.value for word in call.keywords if word.arg is not None)]
    return any(isinstance(one, ast.Name) and one.id in given for one in values)


def _is_super(func: ast.expr) -> bool:
    inner = func.value if isinstance(func, ast.Attribute) else None
    return isinstance(inner, ast.Call) and getattr(inner.func, "id", "") == "super"


def _keeps(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and func.attr in _KEEPING


def _is_nested(func: ast.expr, function: Function) -> bool:
    """An inner function called by name: its body is among what is executed."""
    name = getattr(func, "id", "")
    return any(isinstance(one, Function) and one.name == name for one in walk(function))
