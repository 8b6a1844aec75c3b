"""What expressions give: for each kind of node, the value and what reading it does."""

import ast
from dataclasses import replace

from ftmigrate.analysis.binding import Arguments
from ftmigrate.analysis.calls import Calls
from ftmigrate.analysis.fields import own_default
from ftmigrate.analysis.program import (
    ClassInfo,
    FunctionInfo,
    ModuleInfo,
    imported_names,
    lambda_info,
    last_name,
)
from ftmigrate.analysis.summaries import types as known_types
from ftmigrate.analysis.summary import local_names
from ftmigrate.analysis.targets import (
    BUILTINS,
    External,
    Target,
    Variable,
    attribute_targets,
    dotted_target,
    expression_targets,
    global_targets,
)
from ftmigrate.analysis.values import FRESH, UNKNOWN, UNKNOWN_ROOT, Root, Value, join, of_type

_OPERATORS = {
    ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.Div: "__truediv__",
    ast.FloorDiv: "__floordiv__", ast.Mod: "__mod__", ast.BitOr: "__or__", ast.BitAnd: "__and__",
    ast.BitXor: "__xor__", ast.MatMult: "__matmul__", ast.Pow: "__pow__", ast.LShift: "__lshift__",
    ast.RShift: "__rshift__",
}  # fmt: skip
_ARITHMETIC = (ast.Div, ast.FloorDiv, ast.Pow, ast.MatMult, ast.LShift, ast.RShift)
_NUMBERS = {"builtins.int", "builtins.float", "builtins.bool", "builtins.complex"}


_SIGNS = {ast.USub: "__neg__", ast.UAdd: "__pos__", ast.Invert: "__invert__"}
_TRUTH = ("__bool__", "__len__")
_AS_TEXT = ("__format__", "__str__", "__repr__")


def in_place(operator: ast.operator) -> tuple[str, str]:
    """The special methods that `x += y` calls on `x`."""
    plain = _OPERATORS[type(operator)]
    return f"__i{plain[2:]}", plain


class Expressions(Calls):
    """A frame that evaluates expressions."""

    def evaluate(self, node: ast.expr) -> Value:
        self.spent += 1
        method = getattr(self, f"on_{type(node).__name__.lower()}", None)
        if method is None:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.evaluate(child)
            return FRESH
        found: Value = method(node)
        return found

    def on_constant(self, node: ast.Constant) -> Value:
        found = of_type(f"builtins.{type(node.value).__name__}")
        value = node.value
        return replace(found, constant=(value,)) if value is None or isinstance(value, bool) else found

    def on_joinedstr(self, node: ast.JoinedStr) -> Value:
        for part in ast.walk(node):
            if isinstance(part, ast.FormattedValue):
                self.dunder(self.evaluate(part.value), ("__format__", "__str__", "__repr__"), node)
        return of_type("builtins.str")

    on_templatestr = on_joinedstr

    def on_name(self, node: ast.Name) -> Value:
        if node.id in self.local.names:
            return self.env.get(node.id, FRESH)
        return self.free(node.id, node)

    def free(self, name: str, node: ast.AST) -> Value:
        parent = self.function.parent
        while parent is not None and name not in self.local.globals:
            local = local_names(parent)
            if name in parent.nested or name in parent.nested_classes:
                return Value(targets=frozenset({parent.nested.get(name) or parent.nested_classes[name]}))
            if name in local.imports:
                return self.imported(local.imports[name], name)
            if name in local.names:
                types = self.solver.typist.local(parent, name)
                root = frozenset({Root("free", parent, name)})
                return (
                    types
                    if types.immutable
                    else replace(types, own=root, held=frozenset(one.within() for one in root))
                )
            parent = parent.parent
        return self.world(name, node)

    def world(self, name: str, node: ast.AST) -> Value:
        targets = global_targets(self.solver.program, self.module, name)
        if not targets and name not in self.module.bindings:
            if name in BUILTINS:
                return Value(targets=frozenset({External(f"builtins.{name}")}))
            if name not in _MODULE_NAMES:
                return UNKNOWN
            return of_type("builtins.str")
        return join([self.global_value(one, node) for one in targets]) if targets else UNKNOWN

    def global_value(self, target: Target, node: ast.AST) -> Value:
        if not isinstance(target, Variable):
            return Value(targets=frozenset({target}))
        self.reads.setdefault(target, getattr(node, "lineno", 0))
        known = self.solver.typist.variable(target.module, target.name)
        if known.immutable:
            return known
        root = Root("global", target.module, target.name)
        return replace(known, own=frozenset({root}), held=frozenset({root.within()}))

    def imported(self, nodes: list[ast.Import | ast.ImportFrom], name: str) -> Value:
        targets: list[Target] = []
        for node in nodes:
            for local, dotted in imported_names(self.module.source, node):
                if local == name:
                    targets += dotted_target(self.solver.program, dotted)
        return join([self.global_value(one, nodes[0]) for one in targets])

    def on_attribute(self, node: ast.Attribute) -> Value:
        return self.attribute(self.evaluate(node.value), node.attr, node)

    def attribute(self, base: Value, name: str, node: ast.AST) -> Value:
        if name == "__class__":
            return self.class_of(base)
        if name in known_types.CHANGING_METHODS and not any(isinstance(one, ClassInfo) for one in base.types):
            self.change(base, node, f"takes .{name} to be called later")
        if base.targets and not base.partial:
            found = [two for one in base.targets for two in self.target_attribute(one, name)]
            if found:
                return join([self.global_value(one, node) for one in found])
            return join([self.state_of(one, name) for one in base.targets])
        if base.types:
            return join([self.typed_attribute(base, one, name, node) for one in sorted(base.types, key=str)])
        for method in self.solver.methods_named(name):
            if method.kind == "property":
                self.property(method, base, node)
        return base.element() if base.items else Value(base.reachable, base.reachable)

    def target_attribute(self, base: Target, name: str) -> tuple[Target, ...]:
        if isinstance(base, ClassInfo):
            method = self.solver.typist.method(base, name)
            return (method,) if method else attribute_targets(self.solver.program, base, name)
        return attribute_targets(self.solver.program, base, name)

    def state_of(self, base: Target, name: str) -> Value:
        if isinstance(base, ClassInfo):
            found = self.solver.typist.class_attribute(base, name)
            known = self.solver.typist.expression(found.module, found.attributes[name]) if found else FRESH
            root = Root("class", found or base, name)
            if found and self.only_classes(found.module, found.attributes[name]):
                return FRESH
            return (
                known
                if known.immutable
                else replace(known, own=frozenset({root}), held=frozenset({root.within()}))
            )
        return (
            UNKNOWN
            if not isinstance(base, FunctionInfo) or not name.startswith("__")
            else of_type("builtins.str")
        )

    def typed_attribute(self, base: Value, owner: object, name: str, node: ast.AST) -> Value:
        if isinstance(owner, str):
            result = known_types.returned(owner, name)
            if result:
                return of_type(result)
            return FRESH if owner in known_types.IMMUTABLE else Value(base.reachable, base.reachable)
        if not isinstance(owner, ClassInfo):
            return Value(base.reachable, base.reachable)
        method = self.solver.typist.method(owner, name)
        if method is not None:
            return self.bound_method(method, base, node)
        stored = self.solver.typist.attribute(owner, name)
        hooks = ("__getattribute__",) if stored else ("__getattribute__", "__getattr__")
        self.typed_dunder(replace(base, types=frozenset({owner})), hooks, node)
        types = join(stored) if stored and all(one.types for one in stored) else FRESH
        if types.types == {"builtins.NoneType"} and self.solver.typist.filled_elsewhere(owner, name):
            types = FRESH
        if types.immutable and self.solver.typist.guessed(owner, name):
            types = FRESH
        if types.immutable:
            return types
        shared = self.class_level(owner, name)
        if stored and self.solver.typist.own_part(owner, name):
            # What the class made itself belongs to the object: changing it changes the object.
            return replace(types, own=base.own | shared.own, held=base.reachable | shared.held)
        return replace(types, own=base.reachable | shared.own, held=base.reachable | shared.held)

    def class_level(self, owner: ClassInfo, name: str) -> Value:
        """The object of the class body that instances share, where it can change and is no field."""
        found = self.solver.typist.class_attribute(owner, name)
        if found is None:
            return FRESH
        expression = found.attributes[name]
        known = self.solver.typist.expression(found.module, expression)
        if isinstance(expression, ast.Call) and "field" in ast.unparse(expression.func).lower():
            declared = found.annotations.get(name)
            constant = (
                declared is not None and self.solver.typist.annotation(found.module, declared).immutable
            )
            if constant or own_default(self.solver.program, found.module, expression):
                return FRESH
        elif known.immutable or isinstance(expression, ast.Constant):
            return FRESH
        if self.only_classes(found.module, expression):
            return FRESH
        root = Root("class", found, name)
        return Value(frozenset({root}), frozenset({root.within()}))

    def only_classes(self, module: ModuleInfo, node: ast.expr | None) -> bool:
        """A name for a global that is annotated as a tuple of classes: nothing in it can change."""
        targets = expression_targets(self.solver.program, module, node) if isinstance(node, ast.Name) else ()
        bindings = [
            binding.node
            for one in targets
            if isinstance(one, Variable)
            for binding in one.module.bindings.get(one.name, ())
        ]
        return bool(bindings) and all(
            isinstance(one, ast.AnnAssign) and _tuple_of_classes(one.annotation) for one in bindings
        )

    def bound_method(self, method: FunctionInfo, base: Value, node: ast.AST) -> Value:
        if method.kind != "property":
            return Value(own=base.own, held=base.held, targets=frozenset({method}))
        return join([self.property(one, base, node) for one in (method, *self.solver.overriding(method))])

    def property(self, method: FunctionInfo, base: Value, node: ast.AST) -> Value:
        return self.call_function(method, Arguments([base]), node)

    def dunder(self, value: Value, names: tuple[str, ...], node: ast.AST) -> None:
        """An operator or builtin that calls a special method of one of the project's classes."""
        self.typed_dunder(value, names, node)
        if "__iter__" in names:
            self.consume(value, node)
        if not value.types and value.own - {UNKNOWN_ROOT}:
            for name in names:
                for method in self.solver.changing_specials(name)[:1]:
                    self.change(value, node, f"may run {method.qualname}, which stores on its object")

    def typed_dunder(self, value: Value, names: tuple[str, ...], node: ast.AST) -> None:
        for owner in value.types:
            for name in names:
                method = self.solver.typist.method(owner, name) if isinstance(owner, ClassInfo) else None
                if method is not None:
                    self.call_function(method, Arguments([value, FRESH][: len(method.parameters)]), node)

    def on_call(self, node: ast.Call) -> Value:
        value = self.call(node)
        name, (_, given) = last_name(node.func), self.seen.get(node, (FRESH, None))
        if isinstance(given, Arguments):
            for one in given.positional[:1] if name in _DUNDER_BUILTINS else ():
                self.typed_dunder(one, _DUNDER_BUILTINS[name], node)
            for one in given.all if name == "format" else ():
                self.typed_dunder(one, _AS_TEXT, node)
            for one in given.all if name in _DUNDER_OF_ELEMENTS else ():
                self.typed_dunder(one, _DUNDER_OF_ELEMENTS[name], node)
                self.typed_dunder(one.element(), _DUNDER_OF_ELEMENTS[name], node)
        if isinstance(node.func, ast.Name) and node.func.id in _DUNDER_BUILTINS and node.args:
            inner = node.args[0].value if isinstance(node.args[0], ast.Starred) else node.args[0]
            if isinstance(inner, ast.Name):
                self.dunder(self.env.get(inner.id, FRESH), _DUNDER_BUILTINS[node.func.id], node)
        return value

    def on_subscript(self, node: ast.Subscript) -> Value:
        base = self.evaluate(node.value)
        key = self.evaluate(node.slice)
        self.keys |= key.own
        self.typed_dunder(key, ("__index__", "__hash__", "__eq__"), node)
        if base.targets and not base.own and not base.types:
            return base  # `Queue[int]`
        self.dunder(base, ("__getitem__", "__missing__"), node)
        if "collections.defaultdict" in base.types:
            self.change(base, node, "reads a missing key of a defaultdict, which adds it")
        if isinstance(node.slice, ast.Slice):
            known = base.types & {"builtins.list", "builtins.tuple", "builtins.str", "builtins.bytes"}
            if known and known == base.types:
                return replace(base, own=frozenset(), held=base.reachable, parts=())
            return Value(base.own, base.held, base.types, base.items, inner=base.inner)
        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(index, int) and -len(base.parts) <= index < len(base.parts):
            return base.parts[index]
        return replace(base.element(), targets=base.targets)

    def on_binop(self, node: ast.BinOp) -> Value:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        name = _OPERATORS[type(node.op)]
        if isinstance(node.op, ast.Mod):
            for one in (right, right.element(), *right.parts):
                self.typed_dunder(one, _AS_TEXT, node)
        self.dunder(left, (name,), node)
        self.dunder(right, (f"__r{name[2:]}",), node)
        if left.immutable and (right.immutable or isinstance(node.op, ast.Mod)):
            text = left.types & {"builtins.str", "builtins.bytes", "pathlib.Path", "pathlib.PurePath"}
            return Value(types=text) if text else Value(types=left.types | right.types)
        if isinstance(node.op, ast.Div) and left.types & {"pathlib.Path"}:
            return of_type("pathlib.Path")
        if isinstance(node.op, _ARITHMETIC) and not self.solver.methods_named(name):
            return FRESH  # of builtin types and arrays a new number or array, which holds neither side
        items = left.items | right.items if left.items and right.items else frozenset()
        types = left.types if left.types == right.types else frozenset()
        return Value(held=left.reachable | right.reachable, types=types, items=items)

    def on_boolop(self, node: ast.BoolOp) -> Value:
        return join([self.asked(one) for one in node.values])

    def asked(self, test: ast.expr) -> Value:
        """The value of an expression whose truth is asked for."""
        value = self.evaluate(test)
        self.typed_dunder(value, _TRUTH, test)
        return value

    def on_unaryop(self, node: ast.UnaryOp) -> Value:
        value = self.evaluate(node.operand)
        self.typed_dunder(value, _TRUTH if isinstance(node.op, ast.Not) else (_SIGNS[type(node.op)],), node)
        return (
            of_type("builtins.bool") if isinstance(node.op, ast.Not) else value if value.immutable else FRESH
        )

    def on_compare(self, node: ast.Compare) -> Value:
        values = [self.evaluate(one) for one in (node.left, *node.comparators)]
        for value in values:
            self.dunder(value, ("__eq__", "__lt__", "__gt__", "__contains__", "__hash__"), node)
        for value in values[1:] if isinstance(node.ops[0], ast.In | ast.NotIn) else ():
            self.consume(value, node)
            self.typed_dunder(value, ("__iter__", "__next__"), node)
            self.typed_dunder(value.element(), ("__eq__", "__hash__"), node)
        return of_type("builtins.bool")

    def on_ifexp(self, node: ast.IfExp) -> Value:
        self.asked(node.test)
        return join([self.arm(node.test, one, node) for one in (True, False) if self.may_be(node.test, one)])

    def arm(self, test: ast.expr, outcome: bool, node: ast.IfExp) -> Value:
        """The value of one side, with what the test tells there."""
        start = dict(self.env)
        self.narrow(test, outcome)
        value = self.evaluate(node.body if outcome else node.orelse)
        bound = {name: self.env[name] for name in self.env if name not in start}
        self.env = start | bound
        return value

    def may_be(self, test: ast.expr, outcome: bool) -> bool:
        raise NotImplementedError

    def narrow(self, test: ast.expr, outcome: bool) -> None:
        raise NotImplementedError

    def on_namedexpr(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        self.bind_target(node.target, value)
        return value

    def on_starred(self, node: ast.Starred) -> Value:
        value = self.evaluate(node.value)
        self.dunder(value, ("__iter__", "__next__"), node)
        return value.element()

    def on_await(self, node: ast.Await) -> Value:
        return self.evaluate(node.value)

    def on_yield(self, node: ast.Yield) -> Value:
        if node.value is not None:
            value = self.evaluate(node.value)
            self.returned.append(Value(held=value.roots, items=value.types, inner=value.items))
        return UNKNOWN

    def on_yieldfrom(self, node: ast.YieldFrom) -> Value:
        value = self.evaluate(node.value)
        self.dunder(value, ("__iter__", "__next__"), node)
        self.returned.append(Value(held=value.reachable, items=value.items, inner=value.inner))
        return UNKNOWN

    def on_lambda(self, node: ast.Lambda) -> Value:
        return Value(targets=frozenset({lambda_info(self.module, node, self.function)}))

    def display(self, name: str, parts: list[ast.expr]) -> Value:
        return self.made_of(name, parts, [self.evaluate(one) for one in parts])

    def made_of(self, name: str, parts: list[ast.expr], values: list[Value]) -> Value:
        types = [one.types for one in values]
        inner = [one.items for one in values if not one.immutable]
        held = frozenset().union(*(one.roots for one in values))
        targets = frozenset().union(*(one.targets for one in values))
        items = frozenset().union(*types) if types and all(types) else frozenset()
        return Value(
            held=held,
            types=frozenset({name}),
            items=items,
            targets=_functions(targets),
            inner=frozenset().union(*inner) if inner and all(inner) else frozenset(),
            empty=not parts,
        )

    def on_list(self, node: ast.List) -> Value:
        return self.display("builtins.list", node.elts)

    def on_tuple(self, node: ast.Tuple) -> Value:
        values = [self.evaluate(one) for one in node.elts]
        found = self.made_of("builtins.tuple", node.elts, values)
        if any(isinstance(one, ast.Starred) for one in node.elts):
            return found
        return replace(found, parts=tuple(replace(one, parts=()) for one in values))

    def on_set(self, node: ast.Set) -> Value:
        return self.display("builtins.set", node.elts)

    def on_dict(self, node: ast.Dict) -> Value:
        for key in node.keys:
            self.keys |= self.evaluate(key).own if key is not None else frozenset()
        parts = [one for one in node.keys if one is not None]
        values = [self.evaluate(one) for one in parts]
        for key, value in zip(node.keys, node.values, strict=True):
            parts.append(value)
            values.append(self.evaluate(value) if key is not None else self.evaluate(value).element())
        found = self.made_of("builtins.dict", parts, values)
        return replace(found, items=frozenset()) if len(found.items) > 1 else found

    def comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, name: str
    ) -> Value:
        for generator in node.generators:
            source = self.evaluate(generator.iter)
            self.dunder(source, ("__iter__", "__next__"), node)
            self.bind_target(generator.target, source.element())
            for test in generator.ifs:
                self.asked(test)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        if isinstance(node, ast.DictComp | ast.SetComp):
            self.keys |= self.evaluate(parts[0]).own
        return self.display(name, parts)

    def on_listcomp(self, node: ast.ListComp) -> Value:
        return self.comprehension(node, "builtins.list")

    def on_setcomp(self, node: ast.SetComp) -> Value:
        return self.comprehension(node, "builtins.set")

    def on_generatorexp(self, node: ast.GeneratorExp) -> Value:
        return self.comprehension(node, "types.GeneratorType")

    def on_dictcomp(self, node: ast.DictComp) -> Value:
        found = self.comprehension(node, "builtins.dict")
        return replace(found, items=frozenset()) if len(found.items) > 1 else found

    def bind_target(self, target: ast.expr, value: Value) -> None:
        raise NotImplementedError


def _functions(targets: frozenset[Target]) -> frozenset[Target]:
    return frozenset(one for one in targets if isinstance(one, FunctionInfo | ClassInfo))


_MODULE_NAMES = {"__name__", "__file__", "__doc__", "__package__", "__path__", "__spec__", "__version__"}
_DUNDER_BUILTINS = {
    "len": ("__len__",), "str": ("__str__",), "repr": ("__repr__",), "iter": ("__iter__",),
    "next": ("__next__",), "list": ("__iter__", "__len__"), "tuple": ("__iter__",), "set": ("__iter__",),
    "sorted": ("__iter__",), "dict": ("__iter__", "keys"), "sum": ("__iter__",),
    "bool": ("__bool__", "__len__"), "round": ("__round__",), "bytes": ("__bytes__", "__iter__"),
    "hex": ("__index__",), "oct": ("__index__",), "bin": ("__index__",), "range": ("__index__",),
    "divmod": ("__divmod__",), "pow": ("__pow__",), "complex": ("__complex__",), "dir": ("__dir__",),
    "map": ("__iter__",), "filter": ("__iter__",), "frozenset": ("__iter__",), "deque": ("__iter__",),
    "Counter": ("__iter__", "keys"), "copy": ("__copy__",), "deepcopy": ("__deepcopy__",),
    "hash": ("__hash__",), "print": ("__str__",), "int": ("__int__",), "float": ("__float__",),
    "min": ("__iter__",), "max": ("__iter__",), "any": ("__iter__",), "all": ("__iter__",),
    "enumerate": ("__iter__",), "zip": ("__iter__",), "reversed": ("__reversed__",), "abs": ("__abs__",),
}  # fmt: skip


_COMPARES = ("__lt__", "__gt__")
_DUNDER_OF_ELEMENTS = {
    "sorted": _COMPARES, "min": _COMPARES, "max": _COMPARES, "sort": _COMPARES,
    "heapify": _COMPARES, "heappush": _COMPARES, "heappop": _COMPARES, "insort": _COMPARES,
    "sum": ("__add__", "__radd__"), "set": ("__hash__", "__eq__"), "frozenset": ("__hash__", "__eq__"),
    "add": ("__hash__", "__eq__"), "Counter": ("__hash__", "__eq__"), "join": ("__str__",),
    "print": ("__str__", "__repr__"), "any": ("__bool__", "__len__"), "all": ("__bool__", "__len__"),
    "index": ("__eq__",), "count": ("__eq__",), "remove": ("__eq__", "__hash__"),
}  # fmt: skip
"""The special methods of elements that a builtin or a method of a container calls."""


def _tuple_of_classes(annotation: ast.expr) -> bool:
    """`Tuple[Type[int], ...]`, with either spelling of both."""
    if not isinstance(annotation, ast.Subscript) or last_name(annotation.value) not in ("Tuple", "tuple"):
        return False
    inside = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
    return all(
        (isinstance(one, ast.Subscript) and last_name(one.value) in ("Type", "type"))
        or (isinstance(one, ast.Constant) and one.value is ...)
        for one in inside
    )
