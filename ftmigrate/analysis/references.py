"""Every use of an outside name in a module, whatever it was imported as."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ftmigrate.analysis.annotated import Typist
from ftmigrate.analysis.program import (
    ClassInfo,
    FunctionInfo,
    ModuleInfo,
    Program,
    imported_names,
    own_nodes,
)
from ftmigrate.analysis.summary import Local, local_names
from ftmigrate.analysis.targets import (
    External,
    Target,
    Variable,
    attribute_targets,
    dotted_target,
    global_targets,
)

CONTEXT_USE = re.compile(r"(?:ctx|context)\.(?:Process|Pool|JoinableQueue|SimpleQueue|Manager)\(")
"""A context that another module made."""

_CONTEXT = re.compile(r"(^|_)(ctx|context|mp)$")
_MADE_BY_CONTEXTS = frozenset({
    "Pool", "Process", "Queue", "JoinableQueue", "SimpleQueue", "Pipe", "Lock", "RLock", "Event", "Condition",
    "Semaphore", "BoundedSemaphore", "Barrier", "Value", "Array", "RawValue", "RawArray", "Manager",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """A name or dotted name that stands for `dotted`; `role`: `call`, `base` (of a class) or `value`.

    `node` is the call, the class or the name itself.
    """

    dotted: str
    node: ast.expr | ast.ClassDef
    role: str


def references(program: Program, info: ModuleInfo) -> Iterator[Reference]:
    """The references of a module in the order of the text; annotations and imports are none."""
    yield from info.source.recall("references", lambda: tuple(_Finder(program, info).find()))


class _Finder:
    def __init__(self, program: Program, info: ModuleInfo) -> None:
        self.program = program
        self.info = info
        self.parents = info.source.parents
        self._locals: dict[FunctionInfo, Local] = {}
        self._aliases: dict[tuple[FunctionInfo | None, str], tuple[Target, ...]] = {}
        self.typist = Typist(program)
        text = info.source.text
        self.uses_contexts = "multiprocessing" in text or bool(CONTEXT_USE.search(text))

    def find(self) -> Iterator[Reference]:
        for node in ast.walk(self.info.source.tree):
            if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
                continue
            if isinstance(self.parents.get(node), ast.Attribute) or self.annotates(node):
                continue
            yield from self.reference(node)

    def reference(self, node: ast.Name | ast.Attribute) -> Iterator[Reference]:
        """The longest outside name in a chain such as `mp.Pool.map`, once for each thing it may be."""
        role, place = self.role(node)
        for target in self.resolve(node):
            if isinstance(target, External):
                yield Reference(target.dotted, place, role)
            elif isinstance(target, ClassInfo):
                for base in self.typist.lineage(target):
                    if isinstance(base, str):
                        yield Reference(base, place, role)
        inner = node.value if isinstance(node, ast.Attribute) else None
        if isinstance(inner, ast.Name | ast.Attribute):
            for target in self.resolve(inner):
                if isinstance(target, External):
                    yield Reference(target.dotted, inner, "value")

    def role(self, node: ast.Name | ast.Attribute) -> tuple[str, ast.expr | ast.ClassDef]:
        parent = self.parents.get(node)
        if isinstance(parent, ast.Call) and parent.func is node:
            return "call", parent
        if isinstance(parent, ast.ClassDef) and node in parent.bases:
            return "base", parent
        return "value", node

    def annotates(self, node: ast.AST) -> bool:
        child, parent = node, self.parents.get(node)
        while isinstance(parent, ast.expr):
            child, parent = parent, self.parents.get(parent)
        return (
            isinstance(parent, ast.arg)
            or (isinstance(parent, ast.AnnAssign) and parent.annotation is child)
            or (isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef) and parent.returns is child)
            or isinstance(parent, ast.ExceptHandler)
        )

    def resolve(self, node: ast.expr) -> tuple[Target, ...]:
        if isinstance(node, ast.Name):
            return self.name(node)
        if not isinstance(node, ast.Attribute):
            return ()
        bases = self.resolve(node.value)
        found = tuple(one for base in bases for one in attribute_targets(self.program, base, node.attr))
        if not any(isinstance(one, External) for one in found) and self.is_context(node.value, node.attr):
            return (External(f"multiprocessing.{node.attr}"),)
        return found

    def is_context(self, node: ast.expr, attribute: str) -> bool:
        """`ctx.Process`: a context by the name of the variable, or made on the spot."""
        if attribute not in _MADE_BY_CONTEXTS or not self.uses_contexts:
            return False
        if isinstance(node, ast.Call):
            called = self.resolve(node.func)
            return any(isinstance(one, External) and one.dotted.endswith(".get_context") for one in called)
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        return bool(_CONTEXT.search(name))

    def name(self, node: ast.Name) -> tuple[Target, ...]:
        scope: ast.AST | None = self.parents.get(node)
        while scope is not None:
            function = self.info.by_node.get(scope)
            if isinstance(function, FunctionInfo):
                if function not in self._locals:
                    self._locals[function] = local_names(function)
                local = self._locals[function]
                if node.id in local.imports:
                    return self.imported(local, node.id)
                if node.id in local.names:
                    return self.alias(node, function)
            scope = self.parents.get(scope)
        found = global_targets(self.program, self.info, node.id)
        return (*found, *self.alias(node, None)) if all(isinstance(one, Variable) for one in found) else found

    def alias(self, node: ast.Name, function: FunctionInfo | None) -> tuple[Target, ...]:
        """What `Process` is after `Process = context.Process`: a name bound to nothing but such a chain."""
        if (function, node.id) in self._aliases:
            return self._aliases[function, node.id]
        self._aliases[function, node.id] = ()  # a name bound to itself
        body = self.info.source.tree.body if function is None else function.node.body
        given: list[ast.expr] = []
        for one in own_nodes(body) if isinstance(body, list) else ():
            if isinstance(one, ast.Assign | ast.AnnAssign | ast.NamedExpr) and one.value is not None:
                targets = one.targets if isinstance(one, ast.Assign) else [one.target]
                if any(isinstance(target, ast.Name) and target.id == node.id for target in targets):
                    given.append(one.value)
        values = [two for one in given for two in _arms(one)]
        found = tuple(
            target
            for one in values
            if isinstance(one, ast.Attribute)
            for target in self.resolve(one)
            if isinstance(target, External)
        )
        self._aliases[function, node.id] = found
        return found

    def imported(self, local: Local, name: str) -> tuple[Target, ...]:
        return tuple(
            target
            for statement in local.imports[name]
            for bound, dotted in imported_names(self.info.source, statement)
            if bound == name
            for target in dotted_target(self.program, dotted)
        )


def _arms(node: ast.expr) -> list[ast.expr]:
    """The values that a conditional expression may give."""
    return [*_arms(node.body), *_arms(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def plain(dotted: str) -> str:
    """The name in `multiprocessing` that a submodule or a work-alike offers under another path."""
    for top in _TOP:
        if dotted.startswith(top):
            return f"multiprocessing.{_HOMES.get(dotted.removeprefix(top), dotted.removeprefix(top))}"
    return dotted


_HOMES = {
    "process.BaseProcess": "Process", "context.Process": "Process", "queues.Queue": "Queue",
    "queues.SimpleQueue": "SimpleQueue", "queues.JoinableQueue": "JoinableQueue", "pool.Pool": "Pool",
    "synchronize.Lock": "Lock", "synchronize.RLock": "RLock", "synchronize.Event": "Event",
    "synchronize.Semaphore": "Semaphore", "synchronize.BoundedSemaphore": "BoundedSemaphore",
    "synchronize.Condition": "Condition", "synchronize.Barrier": "Barrier",
    "managers.SyncManager": "Manager", "connection.Pipe": "Pipe", "sharedctypes.Value": "Value",
    "sharedctypes.Array": "Array", "sharedctypes.RawValue": "RawValue", "sharedctypes.RawArray": "RawArray",
    "context.ForkProcess": "Process", "context.SpawnProcess": "Process",
}  # fmt: skip

_TOP = ("multiprocessing.", "multiprocess.", "billiard.", "torch.multiprocessing.")
