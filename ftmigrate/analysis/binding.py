"""What a call gives to the parameters of a function, and its summary in terms of ours."""

import ast
from dataclasses import dataclass, field, replace

from ftmigrate.analysis.flags import default_of, specialised, switches
from ftmigrate.analysis.program import FunctionInfo
from ftmigrate.analysis.summary import Frame, Summary
from ftmigrate.analysis.values import FRESH, NOTHING, Root, Roots, Value, join
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


class Binding(Frame):
    """A frame that translates between a caller's objects and a callee's parameters."""

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

    def kept_by(self, function: FunctionInfo, summary: Summary, bound: dict[str, Value]) -> Roots:
        """What the callee made objects of ours hold that are none of its arguments."""
        return NOTHING.union(*(self.roots_of(held, bound, function) for _, held in summary.kept))

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
