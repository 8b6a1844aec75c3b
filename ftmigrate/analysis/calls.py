"""What a call does: of the project's functions and classes, of outside functions, of methods."""

import ast
from dataclasses import replace

from ftmigrate.analysis.binding import Arguments
from ftmigrate.analysis.method_calls import MethodCalls
from ftmigrate.analysis.program import ClassInfo, FunctionInfo, last_name
from ftmigrate.analysis.project_calls import short
from ftmigrate.analysis.summaries import libraries
from ftmigrate.analysis.targets import External, Target, Variable
from ftmigrate.analysis.values import FRESH, NOTHING, UNKNOWN, UNKNOWN_ROOT, Root, Roots, Value, join


class Calls(MethodCalls):
    """A frame that knows what calls do."""

    def arguments(self, node: ast.Call) -> Arguments:
        found = Arguments(nodes=[*node.args, *(one.value for one in node.keywords)])
        for position, one in enumerate(node.args):
            if isinstance(one, ast.Starred):
                found.tail = found.tail or len(node.args) - position
                found.spread = True
                found.positional.append(self.evaluate(one.value).element())
            else:
                found.positional.append(self.evaluate(one))
        for keyword in node.keywords:
            value = self.evaluate(keyword.value)
            found.spread = found.spread or keyword.arg is None
            found.named[keyword.arg or "**"] = value if keyword.arg else value.element()
        found.tail = found.tail or 0
        return found

    def call(self, node: ast.Call) -> Value:
        special = self.special(node)
        if special is not None:
            return special
        arguments = self.arguments(node)
        if isinstance(node.func, ast.Attribute):
            base = self.evaluate(node.func.value)
            if not base.targets:
                self.seen[node] = (base, arguments)
                return self.method_call(node, base, node.func.attr, arguments)
        value = self.evaluate(node.func)
        self.seen[node] = (value, arguments)
        return self.call_value(node, value, arguments)

    def special(self, node: ast.Call) -> Value | None:
        name = last_name(node.func)
        if name == "getattr" and isinstance(node.func, ast.Name) and "getattr" not in self.module.bindings:
            return self.call_getattr(node)
        if name == "type" and isinstance(node.func, ast.Name) and len(node.args) == 1 and not node.keywords:
            return self.class_of(self.evaluate(node.args[0]))
        if name == "super" and isinstance(node.func, ast.Name) and not node.args:
            return self.enclosing_object()
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == "super":
            return self.call_super(node, name)
        if name == "partial" and node.args:
            targets = self.evaluate(node.func).targets
            if targets and all(
                isinstance(one, External) and one.dotted == "functools.partial" for one in targets
            ):
                arguments = self.arguments(node)
                return Value(held=arguments.roots, targets=arguments.positional[0].targets, partial=True,
                             own=arguments.positional[0].own)  # fmt: skip
        return None

    def enclosing_object(self) -> Value:
        """What `super()` stands for: the object of the method around."""
        function = self.function
        while function.owner is None and function.parent is not None:
            function = function.parent
        return self.env.get(function.parameters[0], UNKNOWN) if function.parameters else UNKNOWN

    def class_of(self, value: Value) -> Value:
        """`type(x)` or `x.__class__`: state kept there is everybody's."""
        owners = [one for one in value.types if isinstance(one, ClassInfo)]
        if value.types and len(owners) == len(value.types):
            return Value(frozenset(Root("class", one, "") for one in owners), targets=frozenset(owners))
        return FRESH if value.immutable else UNKNOWN

    def call_getattr(self, node: ast.Call) -> Value:
        values = [self.evaluate(one) for one in node.args]
        if (
            len(node.args) > 1
            and isinstance(node.args[1], ast.Constant)
            and isinstance(node.args[1].value, str)
        ):
            found = self.attribute(values[0], node.args[1].value, node)
            return join([found, *values[2:]])
        self.effect("unknown-call", "getattr with a name that is only known when it runs", node)
        return UNKNOWN

    def call_super(self, node: ast.Call, name: str) -> Value:
        arguments = self.arguments(node)
        function = self.function
        while function.owner is None and function.parent is not None:
            function = function.parent
        owner, first = function.owner, function.parameters[:1]
        if owner is None or not first:
            self.effect("unknown-call", "super() outside a method", node)
            return UNKNOWN
        me = self.env.get(first[0], FRESH)
        if name == "__new__" and not any(
            isinstance(one, ClassInfo) and name in one.methods
            for one in self.solver.typist.lineage(owner)[1:]
        ):
            given = NOTHING.union(*(one.reachable for one in arguments.all[1:]))
            return Value(held=given, types=frozenset({owner}))
        for base in self.solver.typist.lineage(owner)[1:]:
            if isinstance(base, ClassInfo) and name in base.methods:
                return self.call_function(
                    base.methods[name], replace(arguments, positional=[me, *arguments.positional]), node
                )
        outside = [one for one in self.solver.typist.lineage(owner)[1:] if isinstance(one, str)]
        if not outside or all(one in libraries.PLAIN_BASES for one in outside):
            if name not in (
                "__init_subclass__",
                "__getattribute__",
                "__eq__",
                "__hash__",
                "__str__",
                "__repr__",
            ):
                self.change(me, node, f"super().{name}()")
                self.keep_in(first[0], arguments.roots)
            return Value(own=me.own, held=me.held)
        self.effect("unknown-call", f"super().{name} of {outside[0]} is not known", node)
        return UNKNOWN

    def keep_in(self, name: str, roots: Roots) -> None:
        if name in self.env:
            self.store(name, replace(self.env[name], held=self.env[name].held | roots, parts=()))

    def call_value(self, node: ast.Call, value: Value, arguments: Arguments) -> Value:
        """Calls whatever the value may be."""
        if not value.targets:
            return self.call_unknown(node, value, arguments)
        if value.partial:
            everything = join([Value(value.held, value.held), *arguments.all])
            arguments = Arguments([everything], {}, True, arguments.nodes)
        return join(
            [self.call_target(node, one, value, arguments) for one in sorted(value.targets, key=repr)]
        )

    def call_target(self, node: ast.Call, target: Target, value: Value, arguments: Arguments) -> Value:
        if isinstance(target, FunctionInfo):
            if (
                target.owner is not None
                and target.kind in ("method", "classmethod")
                and value.own
                and not value.partial
            ):
                arguments = replace(
                    arguments,
                    positional=[
                        Value(value.own, value.held, frozenset({target.owner})),
                        *arguments.positional,
                    ],
                )
            return self.call_function(target, arguments, node)
        if isinstance(target, ClassInfo):
            return self.construct(target, arguments, node)
        if isinstance(target, External):
            return self.call_external(target.dotted, arguments, node)
        if isinstance(target, Variable):
            return self.call_unknown(node, value, arguments)
        self.effect("unknown-call", f"calls {short(node.func)}, which is no function", node)
        return UNKNOWN

    def call_unknown(self, node: ast.Call, value: Value, arguments: Arguments) -> Value:
        instances = [one for one in value.types if isinstance(one, ClassInfo)]
        if instances and len(instances) == len(value.types):
            return self.method_call(node, value, "__call__", arguments)
        asked = [root for root in value.own if root.kind in ("param", "free")]
        for root in asked:
            self.called.setdefault(
                root, self.reason("unknown-call", f"calls {short(node.func)}, which it was given", node)
            )
        if (len(asked) < len(value.own) or not value.own) and value.own != {UNKNOWN_ROOT}:
            self.effect("unknown-call", f"unknown call {short(node.func)}", node)
        self.callbacks(arguments, node)
        return Value(arguments.reachable | {UNKNOWN_ROOT}, arguments.reachable | {UNKNOWN_ROOT})

    def attribute(self, base: Value, name: str, node: ast.AST) -> Value:
        raise NotImplementedError
