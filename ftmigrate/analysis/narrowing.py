"""What a test tells of the names in it: the types left in each branch, and branches that never run."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from ftmigrate.analysis.expressions import Expressions
from ftmigrate.analysis.program import ClassInfo, ModuleInfo
from ftmigrate.analysis.summaries.types import IMMUTABLE, MUTATORS, SHALLOW_IMMUTABLE
from ftmigrate.analysis.summary import local_names
from ftmigrate.analysis.targets import External, Target, Variable, attribute_targets, global_targets
from ftmigrate.analysis.values import Type, Value

_KNOWN = IMMUTABLE | SHALLOW_IMMUTABLE | frozenset(MUTATORS)


class Narrowing(Expressions):
    """A frame that learns from `isinstance` and from flags that nothing ever sets."""

    def truth(self, test: ast.expr) -> bool | None:
        """What the test always gives, where that is certain."""
        if isinstance(test, ast.Constant):
            return bool(test.value)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self.truth(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.BoolOp):
            return self._joined(test)
        if isinstance(test, ast.Compare):
            return self._compared(test)
        if isinstance(test, ast.Name | ast.Attribute):
            found = self.constant(test)
            return None if found is None else bool(found.value)
        return None

    def _joined(self, test: ast.BoolOp) -> bool | None:
        parts = [self.truth(one) for one in test.values]
        decisive = isinstance(test.op, ast.Or)
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive

    def _compared(self, test: ast.Compare) -> bool | None:
        """`flag is None`, `flag is True`, `flag == 3`."""
        left = self.constant(test.left)
        right = test.comparators[0]
        if left is None or len(test.ops) != 1 or not isinstance(right, ast.Constant):
            return None
        if isinstance(test.ops[0], ast.Is | ast.IsNot):
            return (left.value is right.value) == isinstance(test.ops[0], ast.Is)
        if isinstance(test.ops[0], ast.Eq | ast.NotEq):
            return bool(left.value == right.value) == isinstance(test.ops[0], ast.Eq)
        return None

    def constant(self, node: ast.expr) -> ast.Constant | None:
        """The constant that a name stands for: a switch of a module, or an argument given as such."""
        if isinstance(node, ast.Name) and node.id in self.local.names:
            return self.function.constants.get(node.id)
        found = [self._switch(one) for one in self._variables(node)]
        return found[0] if len(found) == 1 else None

    def _switch(self, target: Target) -> ast.Constant | None:
        found = self.solver.switch(target) if isinstance(target, Variable) else None
        if found is not None and isinstance(target, Variable):
            self.assumed.add(target)
        return found

    def _variables(self, node: ast.expr) -> tuple[Target, ...]:
        """What a global name, or an attribute of a module, stands for."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in self.local.names - set(self.local.imports):
                return ()
            bases = self.evaluate(node.value).targets
            modules = [one for one in bases if isinstance(one, ModuleInfo)]
            if len(modules) != 1 or len(bases) != 1:
                return ()
            return attribute_targets(self.solver.program, modules[0], node.attr)
        if not isinstance(node, ast.Name) or self._enclosed(node.id):
            return ()
        return global_targets(self.solver.program, self.module, node.id)

    def _enclosed(self, name: str) -> bool:
        """Whether a function around this one binds the name."""
        parent = self.function.parent
        while parent is not None:
            if name in local_names(parent).names:
                return True
            parent = parent.parent
        return False

    def may_be(self, test: ast.expr, outcome: bool) -> bool:
        """Whether the test can come out like that."""
        return self.truth(test) in (None, outcome)

    def narrow(self, test: ast.expr, outcome: bool) -> None:
        """Notes what is known once the test came out like that."""
        for name, classes, positive in self.claims(test, outcome):
            old = self.env.get(name)
            if old is not None and classes:
                self.env[name] = self._left(old, classes, positive)

    def claims(self, test: ast.expr, outcome: bool) -> Iterator[tuple[str, frozenset[Type], bool]]:
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            yield from self.claims(test.operand, not outcome)
        elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) == outcome:
            for one in test.values:
                yield from self.claims(one, outcome)
        elif (
            isinstance(test, ast.Call)
            and isinstance(test.func, ast.Name)
            and test.func.id == "isinstance"
            and "isinstance" not in self.module.bindings
            and len(test.args) == 2
            and isinstance(test.args[0], ast.Name)
            and test.args[0].id in self.env
        ):
            yield test.args[0].id, self.classes(test.args[1]), outcome

    def classes(self, node: ast.expr) -> frozenset[Type]:
        """The classes that `isinstance` asks for; none where one of them is not known."""
        if isinstance(node, ast.Tuple):
            parts = [self.classes(one) for one in node.elts]
            return frozenset().union(*parts) if all(parts) else frozenset()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            left, right = self.classes(node.left), self.classes(node.right)
            return left | right if left and right else frozenset()
        if not isinstance(node, ast.Name | ast.Attribute):
            return frozenset()
        found: set[Type] = set()
        for target in self.evaluate(node).targets:
            if isinstance(target, ClassInfo):
                found.add(target)
            elif isinstance(target, External) and target.dotted in _KNOWN:
                found.add(target.dotted)
            else:
                return frozenset()
        return frozenset(found)

    def _left(self, old: Value, classes: frozenset[Type], positive: bool) -> Value:
        inside = frozenset(one for one in old.types if self._is_one(one, classes))
        if not positive:
            rest = old.types - inside
            return replace(old, types=rest) if rest else old
        narrowed = replace(old, types=inside or classes)
        return Value(types=narrowed.types) if narrowed.immutable else narrowed

    def _is_one(self, owner: Type, classes: frozenset[Type]) -> bool:
        lineage = self.solver.typist.lineage(owner) if isinstance(owner, ClassInfo) else [owner]
        return any(one in classes for one in lineage)
