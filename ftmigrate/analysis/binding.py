"""What a call gives to the parameters of a function, and its summary in terms of ours."""

import ast
from dataclasses import dataclass, field, replace

from ftmigrate.analysis.flags import default_of, specialised, switches
from ftmigrate.analysis.program import ClassInfo, FunctionInfo
from ftmigrate.analysis.summary import Frame, Summary
from ftmigrate.analysis.targets import External, Target, Variable, expression_targets
from ftmigrate.analysis.values import FRESH, NOTHING, Root, Roots, Value, join
from ftmigrate.model.finding import Reason


@dataclass(slots=True)
class Arguments:
    """The values of a call. `spread`: `*` or `**` was used, so not all positions are known.

    `tail`: then, how many of the last positional values stand from the first `*` on; None: all.
    """

    positional: list[Value] = field(default_factory=list)
    named: dict[str, Value] = field(default_factory=dict)
    spread: bool = False
    nodes: list[ast.expr] = field(default_factory=list)
    tail: int | None = None

    @property
    def all(self) -> list[Value]:
        return [*self.positional, *self.named.values()]

    @property
    def roots(self) -> Roots:
        return NOTHING.union(*(one.roots for one in self.all))

    @property
    def reachable(self) -> Roots:
        return NOTHING.union(*(one.reachable for one in self.all if not one.immutable))


def put_in(method: str, arguments: Arguments) -> Value | None:
    """What a method that changes its object makes an element of it (as `Value.holding` takes it)."""
    if method in _TAKES_OUT or not arguments.all:
        return None
    if method in _PUTS:
        return join(arguments.all)
    if method == "insert" and len(arguments.positional) == 2:
        return arguments.positional[1]
    if method in _PUTS_ELEMENTS and len(arguments.positional) == 1 and not arguments.spread:
        return arguments.positional[0].element()
    return Value()


_PUTS = {"append", "appendleft", "add", "setdefault"}
_PUTS_ELEMENTS = {"extend", "extendleft"}
_TAKES_OUT = {
    "pop", "popleft", "popitem", "remove", "discard", "clear", "sort", "reverse", "rotate", "move_to_end",
    "difference_update", "intersection_update",
}  # fmt: skip


class Binding(Frame):
    """A frame that translates between a caller's objects and a callee's parameters."""

    def bind(self, function: FunctionInfo, arguments: Arguments) -> dict[str, Value]:
        """Each parameter's value."""
        if arguments.spread:
            return self.bind_spread(function, arguments)
        spec = function.node.args
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

    def bind_spread(self, function: FunctionInfo, arguments: Arguments) -> dict[str, Value]:
        """With `*` or `**` a parameter that is not given before or by name may be any of the values."""
        everything = join(arguments.all)
        mixed = Value(everything.own, everything.held | everything.own)
        bound = {}
        for name in function.parameters:
            default = self.default_root(function, name)
            bound[name] = replace(mixed, own=mixed.own | default, held=mixed.held | default)
        spec = function.node.args
        names = [one.arg for one in (*spec.posonlyargs, *spec.args)]
        method = function.kind in ("method", "classmethod")
        known = method if arguments.tail is None else max(len(arguments.positional) - arguments.tail, method)
        bound |= dict(zip(names, arguments.positional[:known], strict=False))
        allowed = {*(one.arg for one in (*spec.args, *spec.kwonlyargs))}
        return bound | {name: value for name, value in arguments.named.items() if name in allowed}

    def default_root(self, function: FunctionInfo, name: str) -> Roots:
        """The default of a parameter, where it is an object that can change."""
        if not self.default(function, name):
            return NOTHING
        return frozenset({Root("class", None, f"default of {name} of {function.label}")})

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
                return self.default_root(function, root.name)
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
        return any(one.arg == name and not self.fixed(function, value) for one, value in pairs)

    def fixed(self, function: FunctionInfo, default: ast.expr) -> bool:
        """Whether a default is an object that cannot change."""
        if isinstance(default, ast.Tuple):
            return all(self.fixed(function, one) for one in default.elts)
        if isinstance(default, ast.Constant | ast.JoinedStr | ast.Lambda | ast.UnaryOp):
            return True
        targets: tuple[Target, ...] = ()
        if isinstance(default, ast.Name | ast.Attribute):
            targets = expression_targets(self.solver.program, function.module, default)
        if not targets and isinstance(default, ast.Attribute):  # `logger.info`
            targets = expression_targets(self.solver.program, function.module, default.value)
        return bool(targets) and all(self.unchanging(one) for one in targets)

    def unchanging(self, target: Target) -> bool:
        if isinstance(target, Variable):
            return self.solver.typist.variable(target.module, target.name).immutable
        if isinstance(target, External):
            return not target.dotted.startswith(("os.", "sys."))
        return isinstance(target, FunctionInfo | ClassInfo)

    def translate(self, function: FunctionInfo, value: Value, bound: dict[str, Value]) -> Value:
        own = NOTHING.union(*(self.roots_of(one, bound, function) for one in value.own))
        held = NOTHING.union(*(self.roots_of(one, bound, function) for one in value.held))
        types = value.types
        if not types and not isinstance(function.node, ast.Lambda):
            annotated = self.solver.typist.annotation(function.module, function.node.returns)
            generator = function.is_generator
            types = value.types if generator else annotated.types
            value = replace(value, types=types, items=annotated.items, inner=annotated.inner)
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
