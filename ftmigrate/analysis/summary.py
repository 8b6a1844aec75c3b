"""What a function does to the world around it, and the frame in which that is found out."""

import ast
from dataclasses import dataclass, field, replace
from typing import Protocol

from ftmigrate.analysis.annotated import Typist
from ftmigrate.analysis.program import ClassInfo, FunctionInfo, ModuleInfo, Program
from ftmigrate.analysis.summaries.types import ITERATORS
from ftmigrate.analysis.targets import Variable
from ftmigrate.analysis.values import FRESH, Root, Value, join
from ftmigrate.model.finding import Reason


@dataclass(frozen=True, slots=True)
class Summary:
    """`effects` are certain whoever calls; `changed` and `called` depend on the caller's objects.

    `changed`: roots (parameters, free names) whose objects the function changes, with the place;
    `called`: parameters and free names that it calls; `returns` in terms of the same roots;
    `keys`: roots whose objects are used as keys, so that they can be hashed;
    `assumed`: switches whose constant decided that a branch never runs;
    `kept`: pairs (parameter or free name, what its object was made to hold besides other arguments).
    """

    effects: tuple[Reason, ...] = ()
    changed: tuple[tuple[Root, Reason], ...] = ()
    called: tuple[tuple[Root, Reason], ...] = ()
    returns: Value = FRESH
    keys: frozenset[Root] = frozenset()
    callees: frozenset[FunctionInfo] = frozenset()
    reads: frozenset[tuple[Variable, int]] = frozenset()
    assumed: frozenset[Variable] = frozenset()
    kept: frozenset[tuple[Root, Root]] = frozenset()


class Solver(Protocol):
    """Gives the summary known so far of another function and remembers who asked."""

    program: Program
    typist: Typist

    def summary(self, function: FunctionInfo, asker: FunctionInfo) -> Summary: ...

    def methods_named(self, name: str) -> list[FunctionInfo]: ...

    def too_common(self, name: str) -> bool: ...

    def changing_specials(self, name: str) -> list[FunctionInfo]: ...

    def overriding(self, method: FunctionInfo) -> list[FunctionInfo]: ...

    def switch(self, variable: Variable) -> ast.Constant | None: ...


@dataclass(eq=False, slots=True)
class Local:
    """The names that belong to a function: parameters and what it binds."""

    names: frozenset[str]
    imports: dict[str, list[ast.Import | ast.ImportFrom]] = field(default_factory=dict)
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()


def local_names(function: FunctionInfo) -> Local:
    """What the compiler takes for local in a function."""
    if not isinstance(function.local, Local):
        function.local = _local_names(function)
    return function.local


def _local_names(function: FunctionInfo) -> Local:
    names = set(function.parameters)
    imports: dict[str, list[ast.Import | ast.ImportFrom]] = {}
    declared: dict[type, set[str]] = {ast.Global: set(), ast.Nonlocal: set()}
    body = function.node.body if isinstance(function.node.body, list) else [function.node.body]
    queue: list[ast.AST] = list(body)
    while queue:
        node = queue.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            queue.extend(node.decorator_list)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Global | ast.Nonlocal):
            declared[type(node)].update(node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                names.add(name)
                imports.setdefault(name, []).append(node)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
        queue.extend(ast.iter_child_nodes(node))
    outside = declared[ast.Global] | declared[ast.Nonlocal]
    return Local(
        frozenset(names - outside),
        imports,
        frozenset(declared[ast.Global]),
        frozenset(declared[ast.Nonlocal]),
    )


class Frame:
    """One function being read: its names' values now and ever, and what has been found."""

    def __init__(self, function: FunctionInfo, solver: Solver) -> None:
        self.function = function
        self.module: ModuleInfo = function.module
        self.solver = solver
        self.local = local_names(function)
        self.env: dict[str, Value] = {}
        self.ever: dict[str, Value] = {}
        self.effects: dict[Reason, None] = {}
        self.changed: dict[Root, Reason] = {}
        self.called: dict[Root, Reason] = {}
        self.returned: list[Value] = []
        self.keys: set[Root] = set()
        self.callees: set[FunctionInfo] = set()
        self.reads: dict[Variable, int] = {}
        self.assumed: set[Variable] = set()
        self.kept: set[tuple[Root, Root]] = set()
        self.groups: dict[str, set[str]] = {}
        self.spent = 0
        self.seen: dict[ast.Call, tuple[Value, object]] = {}

    def evaluate(self, node: ast.expr) -> Value:
        raise NotImplementedError

    def reason(self, code: str, message: str, node: ast.AST) -> Reason:
        return Reason(code, message, self.module.path, getattr(node, "lineno", 0))

    def effect(self, code: str, message: str, node: ast.AST) -> None:
        self.effects[self.reason(code, message, node)] = None

    def change(self, value: Value, node: ast.AST, how: str, deep: bool = False) -> None:
        """The function changes this object (`deep`: something that it holds)."""
        if value.immutable or (value.fixed and not deep):
            return
        for root in value.own | (value.held if deep else frozenset()):
            self.change_root(root, node, how)

    def consume(self, value: Value, node: ast.AST) -> None:
        """The function reads from this object, which an iterator or a file does not survive unchanged."""
        if value.types & ITERATORS:
            self.change(value, node, "reads from an iterator or a file, which moves it on")

    def change_root(self, root: Root, node: ast.AST, how: str) -> None:
        if root.kind in ("param", "free"):
            self.changed.setdefault(root, self.reason("argument-mutated", how, node))
            return
        code, what = _CHANGES[root.kind]
        name = root.name
        if root.kind == "global" and isinstance(root.owner, ModuleInfo):
            name = f"{root.owner.name}.{root.name}"
        elif root.kind == "class" and isinstance(root.owner, ClassInfo):
            name = f"{root.owner.label}.{root.name}".rstrip(".")
        self.effect(code, f"{how}: {what} {name}".rstrip(), node)

    def keep(self, node: ast.expr, roots: frozenset[Root], put: Value | None) -> None:
        """The object of a name in this function now also holds other objects (`put`: `Value.holding`)."""
        direct = isinstance(node, ast.Name)
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
            node = node.func if isinstance(node, ast.Call) else node.value
        if not isinstance(node, ast.Name):
            return
        if node.id not in self.env:
            self.note_kept(self.evaluate(node), roots)
            return
        old = self.env[node.id]
        self.note_kept(old, roots)
        self.store(node.id, old.holding(roots, put, direct))
        for name in self.groups.get(node.id, ()):
            other = self.env.get(name)
            if name != node.id and other is not None:
                self.store(name, other.holding(roots, put, False))

    def note_kept(self, holder: Value, roots: frozenset[Root]) -> None:
        """For the callers: an object of theirs now holds one that is none of their arguments."""
        strange = [one for one in roots if one.kind != "param" and one not in holder.own]
        for root in holder.own if strange else ():
            if root.kind in ("param", "free"):
                self.kept.update((root, one) for one in strange)

    def store(self, name: str, value: Value) -> None:
        self.env[name] = value
        before = self.ever.get(name)
        self.ever[name] = value if before is None else join((before, value))

    def summarise(self) -> Summary:
        return Summary(
            tuple(self.effects),
            tuple(self.changed.items()),
            tuple(self.called.items()),
            replace(join(self.returned), constant=()),
            frozenset(self.keys),
            frozenset(self.callees),
            frozenset(self.reads.items()),
            frozenset(self.assumed),
            frozenset(self.kept),
        )


_CHANGES = {
    "global": ("global-mutated", "changes the global"),
    "class": ("class-state", "changes the class attribute"),
    "outside": ("outside-state", "changes an object of another library,"),
    "unknown": ("unknown-object", "changes an object whose origin is not known"),
}
