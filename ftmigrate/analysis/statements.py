"""What statements do: names take values in order, branches are joined, loops are read twice."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ftmigrate.analysis.binding import Arguments
from ftmigrate.analysis.expressions import in_place
from ftmigrate.analysis.narrowing import Narrowing
from ftmigrate.analysis.program import ClassInfo, FunctionInfo, ModuleInfo, last_name
from ftmigrate.analysis.summaries import types as known_types
from ftmigrate.analysis.summary import Summary
from ftmigrate.analysis.targets import External
from ftmigrate.analysis.values import FRESH, NO_TYPES, NOTHING, UNKNOWN_ROOT, Root, Value, join

_PLAIN = (ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal)


class Statements(Narrowing):
    """A frame that reads a whole function."""

    def read(self) -> Summary:
        """Reads the body until nothing more is learnt about what nested functions see."""
        for _ in range(3):
            before = dict(self.ever)
            self.returned = []
            self.parameters()
            body = self.function.node.body
            if isinstance(body, list):
                self.block(body)
            else:
                self.returned.append(self.evaluate(body))
            if self.ever == before:
                break
        return self.summarise()

    def parameters(self) -> None:
        spec = self.function.node.args
        for name in self.function.parameters:
            self.store(name, self.parameter(name))
        for default in (*spec.defaults, *(one for one in spec.kw_defaults if one)):
            if isinstance(default, ast.Lambda):
                self.evaluate(default)

    def parameter(self, name: str) -> Value:
        function = self.function
        if name in function.constants:
            return self.evaluate(function.constants[name])
        root = Root("param", function, name)
        own, held = frozenset({root}), frozenset({root.within()})
        first = function.parameters[:1] == [name]
        owner = function.owner
        if owner is not None and first and function.kind in ("method", "property"):
            return Value(own, held, frozenset({owner}))
        if owner is not None and first and function.kind == "classmethod":
            return Value(frozenset({Root("class", owner, "")}), targets=frozenset({owner}))
        spec = function.node.args
        for one, kind in ((spec.vararg, "builtins.tuple"), (spec.kwarg, "builtins.dict")):
            if one is not None and one.arg == name:
                known = self.solver.typist.annotation(function.module, one.annotation)
                return Value(NOTHING, held, frozenset({kind}), known.types)
        for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs):
            if one.arg == name and one.annotation is not None:
                known = self.solver.typist.annotation(function.module, one.annotation)
                return known if known.immutable else replace(known, own=own, held=held)
        return Value(own, held)

    def block(self, nodes: Iterable[ast.stmt]) -> None:
        for node in nodes:
            self.statement(node)

    def statement(self, node: ast.stmt) -> None:
        if isinstance(node, _PLAIN):
            return
        method = getattr(self, f"do_{type(node).__name__.lower()}", None)
        if method is not None:
            method(node)
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)

    def branches(self, *bodies: Sequence[ast.stmt], test: ast.expr | None = None) -> None:
        """Either of the bodies runs; afterwards a name is what any of them left.

        With a test, the first body is where it holds and the second where it does not.
        """
        start, ends = dict(self.env), []
        for outcome, body in zip((True, False) if test else (True,) * len(bodies), bodies, strict=True):
            if test is not None and not self.may_be(test, outcome):
                continue
            self.env = dict(start)
            if test is not None:
                self.narrow(test, outcome)
            self.block(body)
            if not _leaves(body):
                ends.append(self.env)
        self.env = self.merged(ends or [start])

    def merged(self, ends: list[dict[str, Value]]) -> dict[str, Value]:
        names = {name: None for end in ends for name in end}
        return {name: join([end[name] for end in ends if name in end]) for name in names}

    def do_if(self, node: ast.If) -> None:
        self.asked(node.test)
        self.branches(node.body, node.orelse, test=node.test)

    def do_assert(self, node: ast.Assert) -> None:
        self.asked(node.test)
        self.narrow(node.test, True)

    def loop(self, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt]) -> None:
        for turn in range(_MOST_TURNS):
            start = dict(self.env)
            self.block(body)
            self.env = self.merged([start, self.env])
            if turn and self.env == start:
                break
        self.block(orelse)

    def do_while(self, node: ast.While) -> None:
        self.asked(node.test)
        self.loop(node.body, node.orelse)
        self.asked(node.test)

    def do_for(self, node: ast.For | ast.AsyncFor) -> None:
        source = self.evaluate(node.iter)
        self.dunder(source, ("__iter__", "__next__"), node)
        for turn in range(_MOST_TURNS):
            start = dict(self.env)
            self.bind_target(node.target, source.element())
            self.same_object(node.target, node.iter)
            self.block(node.body)
            self.env = self.merged([start, self.env])
            if turn and self.env == start:
                break
        self.block(node.orelse)

    do_asyncfor = do_for

    def do_try(self, node: ast.Try) -> None:
        start = dict(self.env)
        self.block(node.body)
        within = self.merged([start, self.env])
        self.block(node.orelse)
        ends = [self.env]
        for handler in node.handlers:
            self.env = dict(within)
            caught = self.caught(handler.type)
            if handler.name:
                self.store(handler.name, caught)
            self.block(handler.body)
            if not _leaves(handler.body):
                ends.append(self.env)
        self.env = self.merged(ends)
        self.block(node.finalbody)

    do_trystar = do_try

    def caught(self, node: ast.expr | None) -> Value:
        """An exception is this thread's own; what it carries may be anybody's."""
        names = node.elts if isinstance(node, ast.Tuple) else [node] if node is not None else []
        targets = [two for one in names for two in self.evaluate(one).targets or (None,)]
        known = [one.dotted for one in targets if isinstance(one, External)]
        whole = len(known) == len(targets) and all(map(known_types.standard_exception, known))
        return replace(_CAUGHT, types=frozenset(known) if whole else NO_TYPES)

    def do_with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            value = self.evaluate(item.context_expr)
            self.dunder(value, ("__enter__", "__exit__"), node)
            if item.optional_vars is not None:
                self.bind_target(item.optional_vars, self.entered(value))
        self.block(node.body)

    do_asyncwith = do_with

    def entered(self, value: Value) -> Value:
        """What `with value as` gives: for outside types mostly the object itself."""
        if value.types and all(isinstance(one, str) for one in value.types):
            return value
        for owner in value.types:
            method = self.solver.typist.method(owner, "__enter__") if isinstance(owner, ClassInfo) else None
            if method is not None:
                return replace(
                    value, types=self.solver.summary(method, self.function).returns.types or value.types
                )
        return Value(value.roots, value.roots, value.types or value.items)

    def do_return(self, node: ast.Return) -> None:
        self.returned.append(self.evaluate(node.value) if node.value else FRESH)

    def do_assign(self, node: ast.Assign) -> None:
        value = self.evaluate(node.value)
        for target in node.targets:
            self.bind_target(target, value)
            self.same_object(target, node.value)

    def same_object(self, target: ast.expr, value: ast.expr) -> None:
        """Notes that names of the target may be, or be part of, objects of names in the value."""
        taken = {one.id for one in ast.walk(target) if isinstance(one, ast.Name)} & self.local.names
        given = set(_passed_on(value)) & self.local.names
        if taken and given:
            group = set().union(taken, given, *(self.groups.get(one, ()) for one in taken | given))
            self.groups.update(dict.fromkeys(group, group))

    def do_annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            value = self.evaluate(node.value)
            known = self.solver.typist.annotation(self.module, node.annotation)
            items = value.items or known.items
            inner = value.inner or (known.inner if items == known.items else NO_TYPES)
            self.bind_target(
                node.target, replace(value, types=value.types or known.types, items=items, inner=inner)
            )

    def do_augassign(self, node: ast.AugAssign) -> None:
        value = self.evaluate(node.value)
        if not isinstance(node.target, ast.Name):
            self.bind_target(node.target, value)
            return
        old = self.evaluate(ast.Name(node.target.id, ast.Load(), lineno=node.lineno))
        self.typed_dunder(old, in_place(node.op), node)
        # To an array of numpy a number is added in place, a text to nothing but a text.
        private = not old.own - {UNKNOWN_ROOT}
        scalar = old.fixed or (value.immutable and bool(value.types & (_SCALARS if private else _TEXTS)))
        if node.target.id in self.local.globals or node.target.id in self.local.nonlocals:
            self.bind_target(node.target, join([old, value]))
            return
        if not scalar:
            self.change(old, node, f"`{node.target.id}` is changed in place")
            self.keep(node.target, value.reachable, value.element())
        types = (old.types | value.types) if scalar else old.types
        self.bind_target(
            node.target,
            replace(join([old, replace(value, own=NOTHING, held=value.roots)]), types=types, constant=()),
        )

    def do_delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Attribute | ast.Subscript):
                self.typed_dunder(self.evaluate(target.value), ("__delattr__",), node)
                self.bind_target(target, FRESH)

    def do_import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name in {alias.asname or alias.name.split(".")[0] for alias in node.names}:
            self.store(name, self.imported([node], name))

    do_importfrom = do_import

    def do_functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        found = self.module.by_node.get(node)
        if found is not None:
            self.store(node.name, Value(targets=frozenset({found})))

    do_asyncfunctiondef = do_functiondef

    def do_classdef(self, node: ast.ClassDef) -> None:
        """A class made while the function runs tells its bases, which may keep it."""
        self.do_functiondef(node)
        for base in node.bases:
            for one in self.evaluate(base).targets:
                method = (
                    self.solver.typist.method(one, "__init_subclass__")
                    if isinstance(one, ClassInfo)
                    else None
                )
                if method is not None:
                    self.call_function(method, Arguments([Value(targets=frozenset({one}))]), node)
        if node.keywords or node.decorator_list:
            self.effect("unknown-call", f"makes the class {node.name} with what is not followed", node)

    def do_match(self, node: ast.Match) -> None:
        subject = self.evaluate(node.subject)
        for case in node.cases:
            for part in ast.walk(case.pattern):
                name = getattr(part, "name", None) or getattr(part, "rest", None)
                if isinstance(name, str):
                    self.store(name, Value(subject.roots, subject.roots))
            if case.guard:
                self.evaluate(case.guard)
        self.branches(*(case.body for case in node.cases), [])

    def do_raise(self, node: ast.Raise) -> None:
        for one in (node.exc, node.cause):
            if one is not None:
                self.evaluate(one)
        if node.exc is not None and last_name(node.exc) == "SystemExit":
            self.effect("exits", "raises SystemExit in a worker", node)

    def bind_target(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Name):
            self.bind_name(target, value)
        elif isinstance(target, ast.Tuple | ast.List):
            starred = any(isinstance(one, ast.Starred) for one in target.elts)
            if len(value.parts) == len(target.elts) and not starred:
                for one, part in zip(target.elts, value.parts, strict=True):
                    self.bind_target(one, part)
                return
            for one in target.elts:
                self.bind_target(one.value if isinstance(one, ast.Starred) else one, value.element())
        elif isinstance(target, ast.Attribute):
            self.set_attribute(target, value)
        elif isinstance(target, ast.Subscript):
            self.set_item(target, value)

    def bind_name(self, target: ast.Name, value: Value) -> None:
        if target.id in self.local.globals:
            self.effect("global-write", f"rebinds the global {self.module.name}.{target.id}", target)
        elif target.id in self.local.nonlocals:
            owner = self.function.parent
            while owner is not None and target.id not in owner.parameters and owner.parent is not None:
                owner = owner.parent
            root = Root("free", owner, target.id)
            self.change_root(root, target, f"rebinds `{target.id}` of the enclosing function")
            self.kept.update((root, one) for one in value.roots)
        else:
            self.store(target.id, value)

    def set_attribute(self, target: ast.Attribute, value: Value) -> None:
        base = self.evaluate(target.value)
        for one in base.targets if not base.own or base.own & _class_roots(base) else ():
            if isinstance(one, ClassInfo):
                self.effect(
                    "class-state", f"assigns {one.qualname}.{target.attr}, which all threads share", target
                )
            elif isinstance(one, ModuleInfo):
                self.effect("global-write", f"rebinds the global {one.name}.{target.attr}", target)
            elif isinstance(one, External):
                self.effect(
                    "process-wide", f"assigns {one.dotted}.{target.attr}, which all threads share", target
                )
            elif not self.made_here(one):
                self.effect(
                    "class-state", f"assigns an attribute of {target.attr}, which all threads share", target
                )
        self.setter(base, target)
        self.change(base, target, f"assigns .{target.attr}")
        self.keep(target.value, value.roots, None)

    def made_here(self, target: object) -> bool:
        """A function that this one defines anew each time it runs, at most wrapped by functools.wraps."""
        return (
            isinstance(target, FunctionInfo)
            and target.parent is self.function
            and all(last_name(one) == "wraps" for one in getattr(target.node, "decorator_list", ()))
        )

    def setter(self, base: Value, target: ast.Attribute) -> None:
        """Assigning through a property runs code of the class."""
        owners = [one for one in base.types if isinstance(one, ClassInfo)]
        methods = [self.solver.typist.method(one, target.attr) for one in owners]
        if not base.types and base.own:
            methods += self.solver.methods_named(target.attr)
        specials = [self.solver.typist.method(one, "__setattr__") for one in owners]
        if any(one is not None and one.kind == "property" for one in methods) or any(specials):
            self.effect("unknown-call", f"assigns .{target.attr}, which runs code of the class", target)
        if "logging.Logger" in base.types:
            self.effect(
                "process-wide", f"assigns .{target.attr} of a logger, which all threads share", target
            )

    def set_item(self, target: ast.Subscript, value: Value) -> None:
        base = self.evaluate(target.value)
        key = self.evaluate(target.slice)
        self.keys |= key.own
        for one in base.targets if not base.own else ():
            if isinstance(one, External):
                self.effect("process-wide", f"changes {one.dotted}, which all threads share", target)
        self.dunder(base, ("__setitem__", "__delitem__"), target)
        self.change(base, target, f"assigns an item of `{ast.unparse(target.value)}`")
        put = value.element() if isinstance(target.slice, ast.Slice) else value
        if not (base.types and base.types <= known_types.SEQUENCES):
            put = join([put, key])
        self.keep(target.value, value.roots | key.roots, put)


def _passed_on(node: ast.expr) -> Iterator[str]:
    """The names whose objects, or parts of them, an expression gives without making new ones."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.NamedExpr | ast.Await):
        yield from _passed_on(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (*_passed_on(node.body), *_passed_on(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (two for one in node.values for two in _passed_on(one))
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        yield from (two for one in node.elts for two in _passed_on(one))
    elif isinstance(node, ast.Call):  # `d.get(key)`, `d.setdefault(key, [])`, `next(iter(d))`, `zip(a, b)`
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        yield from _passed_on(receiver) if receiver is not None else ()
        yield from (two for one in node.args for two in _passed_on(one))


def _class_roots(value: Value) -> frozenset[Root]:
    return frozenset(root for root in value.own if root.kind == "class")


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether control never comes out at the end of these statements."""
    return bool(body) and isinstance(body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)


_CAUGHT = Value(held=frozenset({Root("unknown", None, "(carried by an exception)")}))
_MOST_TURNS = 8
"""So often a loop is read at most, until its names' values no longer change."""
_TEXTS = {"builtins.str"}
_SCALARS = {
    "builtins.int",
    "builtins.float",
    "builtins.str",
    "builtins.bytes",
    "builtins.bool",
    "builtins.complex",
}
