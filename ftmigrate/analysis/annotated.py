"""The types that annotations and plain expressions give away, without running anything."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ftmigrate.analysis.program import (
    ClassInfo,
    FunctionInfo,
    ModuleInfo,
    Program,
    own_nodes,
)
from ftmigrate.analysis.stores import given_by, given_elsewhere
from ftmigrate.analysis.summaries import libraries
from ftmigrate.analysis.summaries.stdlib import ITERATES, ITERATING_METHODS, NUMBERS, RETURNS
from ftmigrate.analysis.summaries.types import MUTATORS
from ftmigrate.analysis.targets import External, expression_targets
from ftmigrate.analysis.values import Type, Value, of_type

_ALIASES = {
    "typing.List": "builtins.list", "typing.Dict": "builtins.dict", "typing.Set": "builtins.set",
    "typing.FrozenSet": "builtins.frozenset", "typing.Tuple": "builtins.tuple",
    "typing.Pattern": "re.Pattern", "typing.Match": "re.Match", "typing.Counter": "collections.Counter",
    "typing.DefaultDict": "collections.defaultdict", "typing.Deque": "collections.deque",
    "typing.OrderedDict": "collections.OrderedDict", "typing.Text": "builtins.str",
    "typing.TextIO": "io.file", "typing.BinaryIO": "io.file", "typing.IO": "io.file",
}  # fmt: skip
_ABSTRACT = {
    "Iterable", "Iterator", "Sequence", "MutableSequence", "Collection", "Mapping", "MutableMapping",
    "Generator", "Set", "AbstractSet", "Container", "Reversible",
}  # fmt: skip
_TRANSPARENT = {"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"}


class Typist:
    """Reads annotations and the expressions that names are first bound to."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._own_parts: dict[tuple[ClassInfo, str], bool] = {}
        self._elsewhere: dict[tuple[ClassInfo, str], bool] = {}
        self._guessed: dict[tuple[ClassInfo, str], bool] = {}
        self._attributes: dict[ClassInfo, dict[str, list[Value]]] = {}

    def annotation(self, module: ModuleInfo, node: ast.expr | None, depth: int = 0) -> Value:
        """A value with the types (and element types) that the annotation names."""
        if node is None or depth > 8:
            return Value()
        if isinstance(node, ast.Constant):
            return self._constant(module, node, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._union(module, [node.left, node.right], depth)
        if isinstance(node, ast.Subscript):
            return self._generic(module, node, depth)
        types: set[Type] = set()
        for target in expression_targets(self.program, module, node):
            if isinstance(target, ClassInfo):
                types.add(target)
            elif isinstance(target, External):
                name = _ALIASES.get(target.dotted, target.dotted)
                if (
                    name.startswith(("typing.", "collections.abc.", "typing_extensions."))
                    or name == "builtins.object"
                ):
                    return Value()
                types.add(name)
            else:
                return Value()
        return Value(types=frozenset(types))

    def _constant(self, module: ModuleInfo, node: ast.Constant, depth: int) -> Value:
        if node.value is None:
            return of_type("builtins.NoneType")
        if isinstance(node.value, str):
            try:
                inner = ast.parse(node.value.strip(), mode="eval").body
            except (SyntaxError, ValueError):
                return Value()
            return self.annotation(module, inner, depth + 1)
        return Value()

    def _union(self, module: ModuleInfo, nodes: list[ast.expr], depth: int) -> Value:
        parts = [self.annotation(module, one, depth + 1) for one in nodes]
        solid = [one for one in parts if one.types != {"builtins.NoneType"}]
        if not solid or not all(one.types for one in solid):
            return Value()
        return Value(
            types=frozenset().union(*(one.types for one in solid)),
            items=_all_known(one.items for one in solid),
            inner=_all_known(one.inner for one in solid),
        )

    def _generic(self, module: ModuleInfo, node: ast.Subscript, depth: int) -> Value:
        inner = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        names = {
            one.dotted
            for one in expression_targets(self.program, module, node.value)
            if isinstance(one, External)
        }
        last = {name.rpartition(".")[2] for name in names}
        if last & _TRANSPARENT:
            kept = inner[:1] if last & (_TRANSPARENT - {"Union", "Optional"}) else inner
            return self._union(module, kept, depth)
        if last & {"Literal"}:
            return of_type(
                *{f"builtins.{type(one.value).__name__}" for one in inner if isinstance(one, ast.Constant)}
            )
        base = self.annotation(module, node.value, depth + 1)
        parts = [
            self.annotation(module, one, depth + 1)
            for one in inner
            if not (isinstance(one, ast.Constant) and one.value is ...)
        ]
        if last & {"type", "Type", "Callable"}:
            return Value()
        return Value(
            types=frozenset() if last & _ABSTRACT else base.types,
            items=_all_known(one.types for one in parts),
            inner=_all_known(one.items for one in parts if not one.immutable),
        )

    def expression(
        self, module: ModuleInfo, node: ast.expr | None, function: FunctionInfo | None = None
    ) -> Value:
        """The type of a value that is plain from its expression alone."""
        if isinstance(node, ast.Constant):
            return of_type(f"builtins.{type(node.value).__name__}")
        if isinstance(node, ast.JoinedStr):
            return of_type("builtins.str")
        literal = _LITERALS.get(type(node))
        if literal:
            return self._literal(module, node, literal, function)
        if isinstance(node, ast.Call):
            return self._call(module, node)
        if isinstance(node, ast.Name) and function is not None:
            return self.annotation(module, parameter_annotation(function, node.id))
        if isinstance(node, ast.BinOp):
            left = self.expression(module, node.left, function)
            if isinstance(node.op, ast.Mod | ast.Add):
                return left if left.immutable else Value()
            sets = {"builtins.frozenset", "builtins.set"}
            return Value(types=left.types) if left.types and left.types <= sets else Value()
        return Value()

    def local(self, function: FunctionInfo, name: str) -> Value:
        """The type of a local name that is a parameter or is assigned exactly once."""
        if name in function.parameters:
            return self.annotation(function.module, parameter_annotation(function, name))
        body = function.node.body if isinstance(function.node.body, list) else []
        nodes = list(own_nodes(body))
        stores = [
            one
            for one in nodes
            if isinstance(one, ast.Name) and one.id == name and not isinstance(one.ctx, ast.Load)
        ]
        given = [one.value for one in nodes if isinstance(one, ast.Assign) and stores[:1] == one.targets]
        return self.expression(function.module, given[0], function) if given and len(stores) == 1 else Value()

    def _literal(
        self, module: ModuleInfo, node: ast.expr | None, name: str, function: FunctionInfo | None
    ) -> Value:
        elements = getattr(node, "elts", None)
        if elements is None and isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            elements = [node.elt]
        # What a list was made with says nothing of what others put into it later.
        parts = [self.expression(module, one, function).types for one in elements or ()]
        return Value(
            types=frozenset({name}), items=_all_known(parts) if name == "builtins.tuple" else frozenset()
        )

    def _call(self, module: ModuleInfo, node: ast.Call) -> Value:
        found: list[Value] = []
        for target in expression_targets(self.program, module, node.func):
            if isinstance(target, ClassInfo):
                found.append(Value(types=frozenset({target})))
            elif isinstance(target, External):
                lazy = target.dotted in ITERATES
                found.append(_ITERATOR if lazy else Value(types=external_result(target.dotted).types))
            elif isinstance(target, FunctionInfo) and not isinstance(target.node, ast.Lambda):
                declared = self.annotation(target.module, target.node.returns)
                made = frozenset({"types.GeneratorType"}) if target.is_generator else declared.types
                found.append(replace(declared, types=made))
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Constant):
            return of_type("builtins.list" if "split" in node.func.attr else "builtins.str")
        if not found and isinstance(node.func, ast.Attribute) and node.func.attr in ITERATING_METHODS:
            return _ITERATOR
        return found[0] if len(found) == 1 else Value()

    def attribute(self, owner: ClassInfo, name: str) -> list[Value]:
        """What a class and its bases store in `self.name`, one value a store; [] where they do not."""
        if owner not in self._attributes:
            found: dict[str, list[Value]] = {}
            bases = [one for one in self.lineage(owner) if isinstance(one, ClassInfo)]
            for attribute, value in (two for one in bases for two in self._stores(one)):
                found.setdefault(attribute, []).append(value)
            self._attributes[owner] = found
        return self._attributes[owner].get(name, [])

    def own_part(self, owner: ClassInfo, name: str) -> bool:
        """Whether `self.name` is always an object that the class itself made, nobody else's."""
        if (owner, name) not in self._own_parts:
            bases = [one for one in self.lineage(owner) if isinstance(one, ClassInfo)]
            found = [one for base in bases for one in given_by(base, name)]
            makes = bool(found) and all(one is not None and self._makes(owner.module, one) for one in found)
            self._own_parts[owner, name] = makes and not given_elsewhere(self.program, bases, name)
        return self._own_parts[owner, name]

    def filled_elsewhere(self, owner: ClassInfo, name: str) -> bool:
        """Whether an attribute that its class only sets to None gets its object from other code."""
        if (owner, name) not in self._elsewhere:
            bases = [one for one in self.lineage(owner) if isinstance(one, ClassInfo)]
            self._elsewhere[owner, name] = given_elsewhere(self.program, bases, name)
        return self._elsewhere[owner, name]

    def guessed(self, owner: ClassInfo, name: str) -> bool:
        """Whether an attribute's type is told by constants alone while other code stores more in it."""
        if (owner, name) not in self._guessed:
            bases = [one for one in self.lineage(owner) if isinstance(one, ClassInfo)]
            found = [one for base in bases for one in given_by(base, name)]
            plain = bool(found) and all(isinstance(one, ast.Constant) for one in found)
            declared = any(name in one.annotations for one in bases)
            self._guessed[owner, name] = (
                plain and not declared and given_elsewhere(self.program, bases, name, ast.Constant)
            )
        return self._guessed[owner, name]

    def _makes(self, module: ModuleInfo, node: ast.expr) -> bool:
        if isinstance(node, ast.Constant | ast.JoinedStr) or type(node) in _LITERALS:
            return True
        if not isinstance(node, ast.Call):
            return False
        types = self._call(module, node).types
        return bool(types) and all(isinstance(one, ClassInfo) or one in MUTATORS for one in types)

    def _stores(self, owner: ClassInfo) -> Iterator[tuple[str, Value]]:
        for name, annotation in owner.annotations.items():
            yield name, self.annotation(owner.module, annotation)
        for name, value in owner.attributes.items():
            if name not in owner.annotations:
                yield name, self.expression(owner.module, value)
        for method in owner.methods.values():
            first = method.parameters[:1]
            for node in ast.walk(method.node) if first else ():
                if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
                    yield from self._self_stores(owner, method, node, first[0])

    def _self_stores(
        self,
        owner: ClassInfo,
        method: FunctionInfo,
        node: ast.Assign | ast.AnnAssign | ast.AugAssign,
        name: str,
    ) -> Iterator[tuple[str, Value]]:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            for one in ast.walk(target):
                if not (isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)):
                    continue
                if not (isinstance(one.value, ast.Name) and one.value.id == name):
                    continue
                if isinstance(node, ast.AnnAssign):
                    yield one.attr, self.annotation(owner.module, node.annotation)
                elif isinstance(node, ast.Assign) and one is target:
                    yield one.attr, self.expression(owner.module, node.value, method)
                else:
                    yield one.attr, Value()

    def variable(self, module: ModuleInfo, name: str) -> Value:
        """The types of a global variable, from its annotation or the values that it is given."""
        found = []
        for binding in module.bindings.get(name, ()):
            node = binding.node
            if isinstance(node, ast.AnnAssign) and node.annotation is not None:
                return self.annotation(module, node.annotation)
            value = node.value if binding.kind == "assign" and isinstance(node, ast.Assign) else None
            found.append(self.expression(module, value))
        solid = [one for one in found if one.types != {"builtins.NoneType"}]
        return solid[0] if len(solid) == 1 and len(found) == 1 else Value()

    def bases(self, owner: ClassInfo) -> list[ClassInfo | str]:
        """The base classes, outside ones by dotted name, "?" where it cannot be told."""
        found: list[ClassInfo | str] = []
        for base in owner.node.bases:
            node = base.value if isinstance(base, ast.Subscript) else base
            targets = expression_targets(self.program, owner.module, node)
            for target in targets or (None,):
                if isinstance(target, ClassInfo):
                    found.append(target)
                else:
                    found.append(target.dotted if isinstance(target, External) else "?")
        return found

    def lineage(self, owner: ClassInfo) -> list[ClassInfo | str]:
        """The class and all its bases, depth first; each once."""
        found: list[ClassInfo | str] = []
        queue: list[ClassInfo | str] = [owner]
        while queue:
            one = queue.pop(0)
            if one in found:
                continue
            found.append(one)
            if isinstance(one, ClassInfo):
                queue = [*self.bases(one), *queue]
        return found

    def method(self, owner: ClassInfo, name: str) -> FunctionInfo | None:
        """The method that an instance of the class has by that name, if the project defines it."""
        for one in self.lineage(owner):
            if isinstance(one, ClassInfo) and name in one.methods:
                return one.methods[name]
        return None

    def class_attribute(self, owner: ClassInfo, name: str) -> ClassInfo | None:
        """The class of the lineage whose body assigns the name."""
        for one in self.lineage(owner):
            if isinstance(one, ClassInfo) and name in one.attributes and one.attributes[name] is not None:
                return one
        return None


_ITERATOR = of_type("types.GeneratorType")


def _all_known(sets: Iterable[frozenset[Type]]) -> frozenset[Type]:
    known = list(sets)
    return frozenset().union(*known) if known and all(known) else frozenset()


def external_result(dotted: str) -> Value:
    """The value of a call of an outside function or class."""
    known = RETURNS.get(dotted) or libraries.RETURNS.get(dotted)
    if known:
        return of_type(known)
    module, _, name = dotted.rpartition(".")
    if module in NUMBERS:
        return of_type("builtins.float")
    return of_type(dotted) if name[:1].isupper() else Value()


def parameter_annotation(function: FunctionInfo, name: str) -> ast.expr | None:
    """The annotation of a parameter that is not `*` or `**`."""
    arguments = function.node.args
    for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if one.arg == name:
            return one.annotation
    return None


_LITERALS: dict[type, str] = {
    ast.List: "builtins.list", ast.ListComp: "builtins.list", ast.Dict: "builtins.dict",
    ast.DictComp: "builtins.dict", ast.Set: "builtins.set", ast.SetComp: "builtins.set",
    ast.Tuple: "builtins.tuple", ast.GeneratorExp: "types.GeneratorType",
}  # fmt: skip
