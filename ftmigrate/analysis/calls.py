"""What a call does: of the project's functions and classes, of outside functions, of methods."""

import ast
from dataclasses import dataclass, field, replace

from ftmigrate.analysis.annotated import external_result
from ftmigrate.analysis.flags import default_of, specialised, switches
from ftmigrate.analysis.program import ClassInfo, FunctionInfo, last_name
from ftmigrate.analysis.summaries import libraries, stdlib
from ftmigrate.analysis.summaries import types as known_types
from ftmigrate.analysis.summary import Frame, Summary
from ftmigrate.analysis.targets import External, Target, Variable, expression_targets
from ftmigrate.analysis.values import FRESH, NOTHING, UNKNOWN, UNKNOWN_ROOT, Root, Roots, Value, join, of_type
from ftmigrate.model.finding import Reason


@dataclass(slots=True)
class Arguments:
    """The values of a call. `spread`: `*` or `**` was used, so positions are not known."""

    positional: list[Value] = field(default_factory=list)
    named: dict[str, Value] = field(default_factory=dict)
    spread: bool = False
    nodes: list[ast.expr] = field(default_factory=list)

    @property
    def all(self) -> list[Value]:
        return [*self.positional, *self.named.values()]

    @property
    def roots(self) -> Roots:
        return NOTHING.union(*(one.roots for one in self.all))

    @property
    def reachable(self) -> Roots:
        return NOTHING.union(*(one.reachable for one in self.all if not one.immutable))


class Calls(Frame):
    """A frame that knows what calls do."""

    def arguments(self, node: ast.Call) -> Arguments:
        found = Arguments(nodes=[*node.args, *(one.value for one in node.keywords)])
        for one in node.args:
            if isinstance(one, ast.Starred):
                found.spread = True
                found.positional.append(self.evaluate(one.value).element())
            else:
                found.positional.append(self.evaluate(one))
        for keyword in node.keywords:
            value = self.evaluate(keyword.value)
            found.spread = found.spread or keyword.arg is None
            found.named[keyword.arg or "**"] = value if keyword.arg else value.element()
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
        self.effect("unknown-call", f"calls {_text(node.func)}, which is no function", node)
        return UNKNOWN

    def call_unknown(self, node: ast.Call, value: Value, arguments: Arguments) -> Value:
        instances = [one for one in value.types if isinstance(one, ClassInfo)]
        if instances and len(instances) == len(value.types):
            return self.method_call(node, value, "__call__", arguments)
        asked = [root for root in value.own if root.kind in ("param", "free")]
        for root in asked:
            self.called.setdefault(
                root, self.reason("unknown-call", f"calls {_text(node.func)}, which it was given", node)
            )
        if (len(asked) < len(value.own) or not value.own) and value.own != {UNKNOWN_ROOT}:
            self.effect("unknown-call", f"unknown call {_text(node.func)}", node)
        self.callbacks(arguments, node)
        return Value(arguments.reachable | {UNKNOWN_ROOT}, arguments.reachable | {UNKNOWN_ROOT})

    def call_function(self, function: FunctionInfo, arguments: Arguments, node: ast.AST) -> Value:
        """Calls a function of the project, its effects on arguments translated to our objects."""
        self.decorators(function, node)
        bound = self.bind(function, arguments)
        if not arguments.spread:
            function = for_call(function, bound)
        summary = self.solver.summary(function, self.function)
        self.callees.add(function)
        touched = False
        for root, reason in summary.changed:
            touched = True
            self.change_at(root, bound, function, reason)
        for root in summary.keys:
            self.keys |= self.roots_of(root, bound, function)
        for root, reason in summary.called:
            self.call_given(root, bound, function, reason, arguments, node)
        given = arguments.roots if touched else NOTHING
        given |= self.kept_by(function, summary, bound)
        if given:
            for one in arguments.nodes:
                self.keep(one, given)
        result = self.translate(function, summary.returns, bound)
        if is_memo(function) and not result.immutable:
            root = Root("global", function.module, f"cache of {function.qualname}")
            return replace(result, own=result.own | {root}, held=result.held | {root.within()})
        return result

    def kept_in_first(self, method: FunctionInfo, arguments: Arguments) -> Roots:
        """What a method of ours made its object hold that is none of its arguments."""
        bound = self.bind(method, arguments)
        found = [self.solver.summary(method, self.function)]
        if not arguments.spread:
            found.append(self.solver.summary(for_call(method, bound), self.function))
        return NOTHING.union(*(self.kept_by(method, one, bound) for one in found))

    def kept_by(self, function: FunctionInfo, summary: Summary, bound: dict[str, Value]) -> Roots:
        """What the callee made objects of ours hold that are none of its arguments."""
        return NOTHING.union(*(self.roots_of(held, bound, function) for _, held in summary.kept))

    def bind(self, function: FunctionInfo, arguments: Arguments) -> dict[str, Value]:
        """Each parameter's value; with `*` in the call every parameter may be any of them."""
        spec = function.node.args
        if arguments.spread:
            everything = join(arguments.all)
            mixed = Value(everything.own, everything.held | everything.own)
            bound = dict.fromkeys(function.parameters, mixed)
            if function.kind in ("method", "classmethod") and arguments.positional:
                bound[function.parameters[0]] = arguments.positional[0]
            return bound
        names = [one.arg for one in (*spec.posonlyargs, *spec.args)]
        bound = dict(zip(names, arguments.positional, strict=False))
        rest = arguments.positional[len(names) :]
        if spec.vararg:
            bound[spec.vararg.arg] = Value(held=NOTHING.union(*(one.roots for one in rest)))
        allowed = {*names, *(one.arg for one in spec.kwonlyargs)}
        extra = [value for name, value in arguments.named.items() if name not in allowed]
        if spec.kwarg:
            bound[spec.kwarg.arg] = Value(held=NOTHING.union(*(one.roots for one in extra)))
        return bound | {name: value for name, value in arguments.named.items() if name in allowed}

    def change_at(self, root: Root, bound: dict[str, Value], function: FunctionInfo, reason: Reason) -> None:
        for one in self.roots_of(root, bound, function):
            if one.kind in ("param", "free"):
                self.changed.setdefault(one, reason)
            else:
                before = len(self.effects)
                self.change_root(one, ast.Pass(lineno=reason.line), reason.message)
                if len(self.effects) > before:
                    last = next(reversed(self.effects))
                    del self.effects[last]
                    self.effects[replace(last, path=reason.path)] = None

    def roots_of(self, root: Root, bound: dict[str, Value], function: FunctionInfo) -> Roots:
        """What a root of a callee's summary is in this frame."""
        if root.kind == "param" and root.owner is function:
            value = bound.get(root.name)
            if value is None:
                default = self.default(function, root.name)
                return (
                    frozenset({Root("class", None, f"default of {root.name} of {function.label}")})
                    if default
                    else NOTHING
                )
            if value.immutable:
                return NOTHING
            return value.reachable if root.deep else value.own
        if root.kind == "free" and root.owner is self.function:
            value = self.ever.get(root.name, FRESH)
            return NOTHING if value.immutable else value.reachable if root.deep else value.own
        return frozenset({root})

    def default(self, function: FunctionInfo, name: str) -> bool:
        """Whether the parameter's default is an object that can change."""
        spec = function.node.args
        positional = [*spec.posonlyargs, *spec.args]
        pairs = list(zip(reversed(positional), reversed(spec.defaults), strict=False))
        pairs += [(one, value) for one, value in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if value]
        return any(
            one.arg == name and isinstance(value, ast.List | ast.Dict | ast.Set | ast.Call)
            for one, value in pairs
        )

    def translate(self, function: FunctionInfo, value: Value, bound: dict[str, Value]) -> Value:
        own = NOTHING.union(*(self.roots_of(one, bound, function) for one in value.own))
        held = NOTHING.union(*(self.roots_of(one, bound, function) for one in value.held))
        types = value.types
        if not types and not isinstance(function.node, ast.Lambda):
            annotated = self.solver.typist.annotation(function.module, function.node.returns)
            generator = function.is_generator
            value = value if generator else replace(value, types=annotated.types, items=annotated.items)
            value = replace(value, items=annotated.items) if generator else value
        parts = tuple(self.translate_part(function, one, bound) for one in value.parts)
        result = replace(value, own=own, held=held, parts=parts)
        given = [
            bound[one.name]
            for one in value.own
            if one.kind == "param" and one.owner is function and one.name in bound
        ]
        if given and len(given) == len(value.own) and not any(one.deep for one in value.own):
            return replace(result, targets=value.targets | frozenset().union(*(one.targets for one in given)))
        return result

    def translate_part(self, function: FunctionInfo, value: Value, bound: dict[str, Value]) -> Value:
        own = NOTHING.union(*(self.roots_of(one, bound, function) for one in value.own))
        held = NOTHING.union(*(self.roots_of(one, bound, function) for one in value.held))
        return replace(value, own=own, held=held)

    def call_given(
        self,
        root: Root,
        bound: dict[str, Value],
        function: FunctionInfo,
        reason: Reason,
        arguments: Arguments,
        node: ast.AST,
    ) -> None:
        """The callee calls something that we gave it."""
        value: Value | None = None
        if root.kind == "param" and root.owner is function:
            value = bound.get(root.name)
            if value is None:
                return
        elif root.kind == "free" and root.owner is self.function:
            value = self.ever.get(root.name, FRESH)
        if value is None:
            self.called.setdefault(root, reason)
            return
        if value.targets and not root.deep:
            everything = join(arguments.all)
            for target in sorted(value.targets, key=repr):
                self.call_back(target, Value(everything.roots, everything.roots), node)
            return
        asked = [one for one in value.roots if one.kind in ("param", "free")]
        for one in asked:
            self.called.setdefault(one, reason)
        if not asked and value.roots != {UNKNOWN_ROOT}:
            self.effects[reason] = None

    def call_back(self, target: Target, argument: Value, node: ast.AST) -> None:
        if isinstance(target, FunctionInfo):
            self.call_function(target, Arguments([argument], {}, True), node)
        elif isinstance(target, ClassInfo):
            self.construct(target, Arguments([argument], {}, True), node)
        elif isinstance(target, External):
            self.call_external(target.dotted, Arguments([argument]), node)
        else:
            self.effect("unknown-call", f"calls back {target.name}", node)

    def callbacks(self, arguments: Arguments, node: ast.AST) -> None:
        """Functions among the arguments of an outside call are taken to be called with the others."""
        plain = [one for one in arguments.all if not one.targets]
        everything = NOTHING.union(*(one.roots for one in plain))
        for value in arguments.all:
            for target in sorted(value.targets, key=repr):
                if isinstance(target, FunctionInfo):
                    items = join(plain).items
                    one = Value(everything | value.held, everything | value.held, items)
                    self.call_back(target, one, node)

    def decorators(self, function: FunctionInfo, node: ast.AST) -> None:
        for decorator in getattr(function.node, "decorator_list", ()):
            inner = decorator.func if isinstance(decorator, ast.Call) else decorator
            targets = expression_targets(self.solver.program, function.module, inner)
            for target in targets or (None,):
                self.decorator(function, target, decorator)

    def decorator(self, function: FunctionInfo, target: Target | None, decorator: ast.expr) -> None:
        if isinstance(target, External) and target.dotted in libraries.HARMLESS_DECORATORS:
            return
        if target is None and last_name(decorator) in ("setter", "getter", "deleter"):
            return
        if isinstance(target, FunctionInfo):
            inner = list(target.nested.values())
            innermost = [two for one in inner for two in one.nested.values()]
            for one in (target, *inner, *innermost):
                summary = self.solver.summary(one, self.function)
                self.callees.add(one)
                for root, reason in summary.changed:
                    if root.kind == "free":
                        message = f"{reason.message}: `{root.name}` of the decorator is shared by all calls"
                        self.effects[Reason("closure-mutated", message, reason.path, reason.line)] = None
            return
        place = _unknown_at(
            function, decorator, f"decorated by {_text(decorator)}, whose effect is not known"
        )
        self.effects[place] = None

    def construct(self, owner: ClassInfo, arguments: Arguments, node: ast.AST) -> Value:
        """Makes an instance: the constructors of the project's classes are followed."""
        lineage = self.solver.typist.lineage(owner)
        new = Value(held=arguments.roots, types=frozenset({owner}))
        outside = [one for one in lineage if isinstance(one, str) and one not in libraries.PLAIN_BASES]
        for name in ("__new__", "__init__", "__post_init__"):
            method = self.solver.typist.method(owner, name)
            if method is not None:
                first = Value(targets=frozenset({owner})) if name == "__new__" else new
                given = Arguments([first], {}, False) if name == "__post_init__" else replace(
                    arguments, positional=[first, *arguments.positional])  # fmt: skip
                self.call_function(method, given, node)
                new = replace(new, held=new.held | self.kept_in_first(method, given))
        if outside and self.solver.typist.method(owner, "__init__") is None:
            self.effect(
                "unknown-call", f"makes a {owner.qualname}, whose base {outside[0]} is not known", node
            )
        for keyword in owner.node.keywords:
            if keyword.arg == "metaclass" and last_name(keyword.value) not in (
                "ABCMeta",
                "EnumMeta",
                "EnumType",
                "type",
            ):
                self.effect("unknown-call", f"makes a {owner.qualname}, whose metaclass is not known", node)
        self.callbacks(arguments, node)
        return new

    def call_external(self, dotted: str, arguments: Arguments, node: ast.AST) -> Value:
        """Calls a function outside the project, by its summary."""
        room = stdlib.PROCESS_WIDE.get(dotted) or libraries.PROCESS_WIDE.get(dotted)
        result = external_result(dotted)
        if room:
            self.effect("process-wide", f"{dotted} changes {room}, which all threads share", node)
        elif dotted in stdlib.IDENTITY:
            self.effect("worker-identity", f"{dotted} tells processes apart, not threads", node)
        elif dotted in stdlib.EXITS:
            self.effect("exits", f"{dotted} in a worker", node)
        elif libraries.shares_random_state(dotted):
            self.effect("global-random", f"{dotted} draws from a generator that all threads share", node)
        elif (dotted in stdlib.MUTATES_FIRST or libraries.changes_first(dotted)) and arguments.positional:
            self.change(arguments.positional[0], node, f"{dotted} changes its argument")
            for one in arguments.nodes[:1]:
                self.keep(one, arguments.reachable)
        elif known_types.changes(dotted) and arguments.positional:
            self.change(arguments.positional[0], node, f"{dotted} changes its argument")
        elif not libraries.harmless(dotted):
            self.effect("unknown-call", f"unknown call {dotted.removeprefix('builtins.')}", node)
            self.callbacks(arguments, node)
            return result if dotted in stdlib.RETURNS else UNKNOWN
        self.written_by_numpy(dotted, arguments, node)
        if dotted in _MAKES_KEYS and arguments.positional:
            self.keys |= arguments.positional[0].reachable
        self.callbacks(arguments, node)
        return self.external_value(dotted, result, arguments)

    def written_by_numpy(self, dotted: str, arguments: Arguments, node: ast.AST) -> None:
        """`out=` is changed, and where it stands by position too."""
        place = libraries.out_position(dotted)
        given = arguments.positional[place:] if place is not None else []
        if dotted.startswith("numpy.") and "out" in arguments.named:
            given.append(arguments.named["out"])
        for value in given:
            self.change(value, node, f"{dotted} writes its result there")

    def external_value(self, dotted: str, result: Value, arguments: Arguments) -> Value:
        if result.immutable or dotted in stdlib.FRESH_COPY:
            return result
        if result.types:
            items = result.items or (
                arguments.positional[0].items if len(arguments.positional) == 1 else frozenset()
            )
            return replace(result, held=arguments.reachable, items=items)
        if all(one.immutable for one in arguments.all):
            return FRESH
        shared = libraries.gives(dotted, arguments.named)
        if shared != "all":
            return Value(held=arguments.reachable if shared == "parts" else NOTHING)
        if libraries.changes_first(dotted):
            made = Value(held=arguments.reachable)
            return replace(made, parts=(arguments.positional[0] if arguments.positional else made, made))
        first = arguments.positional[0].items if arguments.positional else frozenset()
        kept = first if dotted in _ELEMENT_WISE else frozenset()
        types = first if dotted in _PICKS_ELEMENT and len(arguments.positional) == 1 else frozenset()
        return Value(arguments.reachable, arguments.reachable, types, kept)

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
            self.effect("unknown-call", f"{_text(node.func)} may be any of many methods", node)
            candidates = []
        for method in candidates:
            first = [] if method.kind == "staticmethod" else [base]
            self.call_function(method, replace(arguments, positional=[*first, *arguments.positional]), node)
        return self.named_method(node, base, name, arguments)

    def named_method(self, node: ast.Call, base: Value, name: str, arguments: Arguments) -> Value:
        self.callbacks(arguments, node)
        if name in known_types.READING_METHODS:
            held = base.reachable | arguments.reachable
            return Value(base.reachable if name in _GIVES_PART else NOTHING, held)
        if name in known_types.CHANGING_METHODS:
            self.change(base, node, f"calls .{name}()")
            if isinstance(node.func, ast.Attribute):
                self.keep(node.func.value, arguments.roots)
            return Value(base.reachable, base.reachable)
        if libraries.reads_by_name(name, self.module.source.text):
            return Value(base.reachable, base.reachable | arguments.reachable)
        asked = [root for root in base.own if root.kind in ("param", "free")]
        self.effect("unknown-call", f"unknown call {_text(node.func)}", node)
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
        self.callbacks(arguments, node)
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
            self.change(base, node, f"calls .{name}()")
            if isinstance(node.func, ast.Attribute):
                self.keep(node.func.value, arguments.roots, join(arguments.all) if name == "append" else None)
        result = known_types.returned(kind, name)
        if result:
            return of_type(result)
        if name == "copy":
            return replace(base, own=NOTHING, held=base.reachable)
        if name in ("items", "keys", "values"):
            return Value(held=base.reachable, items=base.items if name != "items" else frozenset())
        inside = base.element()
        return join([inside, *(one for one in arguments.all if name in ("get", "pop", "setdefault"))])

    def library_method(
        self, node: ast.Call, base: Value, kind: str, name: str, arguments: Arguments
    ) -> Value:
        verdict = libraries.method(kind, name)
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
                    self.keep(node.func.value, kept)
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

    def attribute(self, base: Value, name: str, node: ast.AST) -> Value:
        raise NotImplementedError


def for_call(function: FunctionInfo, bound: dict[str, Value]) -> FunctionInfo:
    """The function as it is for the switches that a call gives or leaves at their defaults."""
    constants = {}
    for name in switches(function):
        value, default = bound.get(name), default_of(function, name)
        if value is not None and value.constant:
            constants[name] = ast.Constant(value.constant[0])
        elif value is None and isinstance(default, ast.Constant) and _is_switch(default.value):
            constants[name] = default
    return specialised(function, constants)


def _is_switch(value: object) -> bool:
    return value is None or isinstance(value, bool)


def _unknown_at(function: FunctionInfo, node: ast.expr, message: str) -> Reason:
    return Reason("unknown-call", message, function.module.path, node.lineno)


def _text(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"{text[:57]}..."


def is_memo(function: FunctionInfo) -> bool:
    """Whether the same result is given to all who ask."""
    decorators = getattr(function.node, "decorator_list", ())
    return any(last_name(one) in ("lru_cache", "cache", "cached_property") for one in decorators)


_CONFIGURES = {"setLevel", "addHandler", "removeHandler", "addFilter", "removeFilter"}
_MANY = 4
"""So many methods of one name that following them all would say nothing."""

_GIVES_PART = frozenset(
    {"get", "items", "keys", "values", "elements", "union", "copy", "most_common", "join", "replace"}
)
_ELEMENT_WISE = frozenset({
    "builtins.reversed", "builtins.iter", "builtins.filter", "itertools.islice", "itertools.chain",
    "itertools.takewhile", "itertools.dropwhile", "itertools.cycle",
})  # fmt: skip
_MAKES_KEYS = frozenset({"builtins.dict.fromkeys"})
"""What is in their first argument becomes keys: it can be hashed."""

_PICKS_ELEMENT = frozenset({"builtins.sum", "builtins.max", "builtins.min", "builtins.next"})
