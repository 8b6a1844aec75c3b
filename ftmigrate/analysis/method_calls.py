"""What a method call does, by the types of its object or, where they are not known, by its name."""

import ast
from dataclasses import replace

from ftmigrate.analysis.binding import Arguments, put_in
from ftmigrate.analysis.program import ClassInfo
from ftmigrate.analysis.project_calls import ProjectCalls, short
from ftmigrate.analysis.summaries import libraries
from ftmigrate.analysis.summaries import types as known_types
from ftmigrate.analysis.values import (
    FRESH,
    NO_TYPES,
    NOTHING,
    UNKNOWN,
    UNKNOWN_ROOT,
    Root,
    Value,
    join,
    of_type,
)


class MethodCalls(ProjectCalls):
    """A frame that knows what method calls do."""

    def method_call(self, node: ast.Call, base: Value, name: str, arguments: Arguments) -> Value:
        """`base.name(...)`, by the types of `base` or, where they are not known, by the name."""
        if base.types:
            return join(
                [self.typed_method(node, base, one, name, arguments) for one in sorted(base.types, key=str)]
            )
        if base.own == {UNKNOWN_ROOT}:
            self.callbacks(arguments, node)
            return UNKNOWN
        candidates = self.solver.methods_named(name)
        known = name in known_types.READING_METHODS or name in known_types.CHANGING_METHODS
        if len(candidates) > _MANY or (self.solver.too_common(name) and (base.own or not known)):
            self.effect("unknown-call", f"{short(node.func)} may be any of many methods", node)
            candidates = []
        for method in candidates:
            first = [] if method.kind == "staticmethod" else [base]
            self.call_function(method, replace(arguments, positional=[*first, *arguments.positional]), node)
        return self.named_method(node, base, name, arguments)

    def named_method(self, node: ast.Call, base: Value, name: str, arguments: Arguments) -> Value:
        self.callbacks(replace(arguments, positional=[base, *arguments.positional]), node)
        if name in known_types.READING_METHODS:
            held = base.reachable | arguments.reachable
            return Value(base.reachable if name in _GIVES_PART else NOTHING, held)
        if name in known_types.CHANGING_METHODS:
            self.change(base, node, f"calls .{name}()")
            if isinstance(node.func, ast.Attribute):
                self.keep(node.func.value, arguments.roots, put_in(name, arguments))
            return Value(base.reachable, base.reachable)
        if libraries.reads_by_name(name, self.module.source.text):
            return Value(base.reachable, base.reachable | arguments.reachable)
        asked = [root for root in base.own if root.kind in ("param", "free")]
        self.effect("unknown-call", f"unknown call {short(node.func)}", node)
        return UNKNOWN if asked or base.own else Value(frozenset({UNKNOWN_ROOT}), frozenset({UNKNOWN_ROOT}))

    def typed_method(
        self, node: ast.Call, base: Value, owner: object, name: str, arguments: Arguments
    ) -> Value:
        if isinstance(owner, ClassInfo):
            return self.project_method(node, base, owner, name, arguments)
        kind = str(owner)
        mutators = known_types.MUTATORS.get(kind)
        if kind == "logging.Logger" and name in _CONFIGURES:
            self.effect("process-wide", f"{name} changes a logger, which all threads share", node)
        self.callbacks(replace(arguments, positional=[base, *arguments.positional]), node)
        for one in arguments.all:
            self.consume(one, node)
        if kind in known_types.IMMUTABLE or kind in known_types.SHALLOW_IMMUTABLE:
            result = known_types.returned(kind, name)
            return (
                of_type(result)
                if result
                else Value(held=base.reachable)
                if kind in known_types.SHALLOW_IMMUTABLE
                else FRESH
            )
        if mutators is None:
            return self.library_method(node, base, kind, name, arguments)
        if name in mutators:
            writer = kind in known_types.WRITERS
            self.change(base, node, f"calls .{name}()", deep=writer)
            if not writer and isinstance(node.func, ast.Attribute):
                self.keep(node.func.value, arguments.roots, put_in(name, arguments))
        result = known_types.returned(kind, name)
        if result:
            return of_type(result)
        if name == "copy":
            return replace(base, own=NOTHING, held=base.reachable)
        if name in _COMBINES:
            inside = join([one.element() for one in (base, *arguments.all)])
            held = base.reachable | arguments.reachable
            return Value(held=held, types=frozenset({kind}), items=inside.types, inner=inside.items)
        if name in ("items", "keys", "values"):
            known = (base.items, base.inner) if name != "items" else (NO_TYPES, NO_TYPES)
            return Value(held=base.reachable, items=known[0], inner=known[1])
        inside = base.element()
        return join([inside, *(one for one in arguments.all if name in ("get", "pop", "setdefault"))])

    def library_method(
        self, node: ast.Call, base: Value, kind: str, name: str, arguments: Arguments
    ) -> Value:
        verdict = libraries.method(kind, name)
        result = known_types.returned(kind, name)
        if verdict == "reads" and result:
            return of_type(result)
        if verdict == "reads":
            return Value(base.reachable, base.reachable | arguments.reachable)
        if verdict == "changes":
            self.change(base, node, f"calls .{name}()")
            return Value(base.reachable, base.reachable)
        if kind == "types.GeneratorType":
            self.change(base, node, f"calls .{name}()")
            return base.element()
        self.effect("unknown-call", f"unknown call {kind}.{name}", node)
        return UNKNOWN

    def project_method(
        self, node: ast.Call, base: Value, owner: ClassInfo, name: str, arguments: Arguments
    ) -> Value:
        method = self.solver.typist.method(owner, name)
        if method is None:
            return self.inherited_method(node, base, owner, name, arguments)
        me = replace(base, types=frozenset({owner}))
        results = []
        for one in (method, *self.solver.overriding(method)):
            first = {
                "staticmethod": [],
                "classmethod": [Value(frozenset({Root("class", owner, "")}), targets=frozenset({owner}))],
            }
            given = replace(arguments, positional=[*first.get(one.kind, [me]), *arguments.positional])
            results.append(self.call_function(one, given, node))
            if one.kind == "method" and isinstance(node.func, ast.Attribute):
                changed = self.solver.summary(one, self.function).changed
                given_roots = arguments.roots if changed else NOTHING
                kept = given_roots | self.kept_in_first(one, given)
                if kept:
                    self.keep(node.func.value, kept, None)
        return join(results)

    def inherited_method(
        self, node: ast.Call, base: Value, owner: ClassInfo, name: str, arguments: Arguments
    ) -> Value:
        outside = [one for one in self.solver.typist.lineage(owner)[1:] if isinstance(one, str)]
        known = [
            one
            for one in outside
            if one in known_types.MUTATORS
            or one in known_types.IMMUTABLE
            or one in known_types.SHALLOW_IMMUTABLE
        ]
        if known:
            return self.typed_method(node, base, known[0], name, arguments)
        if name in libraries.GENERATED_METHODS:
            return Value(held=base.reachable)
        for value in self.solver.typist.attribute(owner, name):
            if value.types:
                continue
        self.effect("unknown-call", f"unknown call {owner.qualname}.{name}", node)
        self.callbacks(arguments, node)
        return UNKNOWN


_CONFIGURES = {"setLevel", "addHandler", "removeHandler", "addFilter", "removeFilter"}


_COMBINES = {"union", "intersection", "difference", "symmetric_difference"}
_MANY = 4
"""So many methods of one name that following them all would say nothing."""


_GIVES_PART = frozenset(
    {"get", "items", "keys", "values", "elements", "union", "copy", "most_common", "join", "replace"}
)
