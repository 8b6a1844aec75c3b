"""The effects of a function and of everything that it calls inside the project."""

import ast
from collections import deque
from collections.abc import Iterable

from ftmigrate.analysis.annotated import Typist
from ftmigrate.analysis.flags import constant_of
from ftmigrate.analysis.program import ClassInfo, FunctionInfo, Program, is_test
from ftmigrate.analysis.statements import Statements
from ftmigrate.analysis.summaries.types import CHANGING_METHODS, READING_METHODS
from ftmigrate.analysis.summary import Summary
from ftmigrate.analysis.targets import Variable
from ftmigrate.model.finding import Reason

_MOST = 40_000
_MOST_FUNCTIONS = 250
_MOST_MODULES = 12
_HOPELESS = 60
"""Functions, and nodes in them, that are read for the workers of one file; the rest counts as unknown.

After so many calls that cannot be followed (`_HOPELESS`) the rest is not read either.
"""


class Effects:
    """Summaries of the project's functions, worked out together until they no longer change.

    A summary only ever grows (more effects, more changed roots), so the work ends.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.typist = Typist(program)
        self._summaries: dict[FunctionInfo, Summary] = {}
        self._askers: dict[FunctionInfo, set[FunctionInfo]] = {}
        self._waiting: deque[FunctionInfo] = deque()
        self._methods: dict[str, list[FunctionInfo]] = {}
        self._children: dict[ClassInfo, list[ClassInfo]] = {}
        self._counts: dict[str, int] = {}
        self._switches: dict[Variable, ast.Constant | None] = {}
        self._spent = 0
        self._unknown: set[Reason] = set()

    def of(self, function: FunctionInfo) -> Summary:
        """The settled summary of one function."""
        if function not in self._summaries:
            self._ask(function)
        while self._waiting:
            one = self._waiting.popleft()
            if (
                self._spent > _MOST
                or len(self._summaries) > _MOST_FUNCTIONS
                or len(self._unknown) > _HOPELESS
            ):
                return self._give_up(function)
            frame = Statements(one, self)
            found = frame.read()
            self._spent += frame.spent
            self._unknown.update(each for each in found.effects if each.code == "unknown-call")
            if found != self._summaries[one]:
                self._summaries[one] = found
                for asker in sorted(self._askers.get(one, ()), key=lambda each: each.label):
                    if asker in self._summaries and asker not in self._waiting:
                        self._waiting.append(asker)
        return self._summaries[function]

    def known(self, function: FunctionInfo) -> Summary:
        """What has been found of a function so far, settled or not: each effect is a fact."""
        return self._summaries.get(function, Summary())

    def _give_up(self, function: FunctionInfo) -> Summary:
        reason = Reason(
            "unknown-call",
            f"what {function.label} calls is too much to follow ({len(self._summaries)} functions)",
            function.module.path,
            function.node.lineno,
        )
        return Summary((reason,))

    def _ask(self, function: FunctionInfo) -> None:
        self._summaries[function] = Summary()
        self._waiting.append(function)

    def summary(self, function: FunctionInfo, asker: FunctionInfo) -> Summary:
        self._askers.setdefault(function, set()).add(asker)
        if function not in self._summaries:
            self._ask(function)
        return self._summaries[function]

    def closure(self, roots: Iterable[FunctionInfo]) -> list[FunctionInfo]:
        """The functions and all that they call, each once, in the order met."""
        found: dict[FunctionInfo, None] = {}
        queue = list(roots)
        while queue:
            one = queue.pop(0)
            if one not in found:
                found[one] = None
                queue.extend(sorted(self._summaries.get(one, Summary()).callees, key=lambda each: each.label))
        return list(found)

    def methods_named(self, name: str) -> list[FunctionInfo]:
        """Every method of the project by that name, for receivers whose type is not known."""
        if self.too_common(name) or (self.program.is_standard_library and name in _OF_PLAIN_TYPES):
            return []
        if name not in self._methods:
            self._methods[name] = [
                owner.methods[name]
                for module in self.program.mentioning(f"def {name}(")
                if not is_test(module.path)
                for owner in module.classes.values()
                if name in owner.methods
            ]
        return self._methods[name]

    def too_common(self, name: str) -> bool:
        """Whether so many modules define a method by this name that it tells nothing."""
        if name not in self._counts:
            self._counts[name] = self.program.count(f"def {name}(")
        return self._counts[name] > _MOST_MODULES

    def changing_specials(self, name: str) -> list[FunctionInfo]:
        """Special methods (`__getitem__`) of the project that plainly store on their object."""
        key = f"self.{name}"
        if key not in self._methods:
            self._methods[key] = [one for one in self.methods_named(name) if _stores_on_self(one)][:3]
        return self._methods[key]

    def subclasses(self, owner: ClassInfo) -> list[ClassInfo]:
        """The classes of the project whose bases name this one."""
        if owner not in self._children:
            self._children[owner] = [
                child
                for module in self.program.mentioning(
                    owner.node.name, rf"class\s+\w+\s*\([^)]*\b{owner.node.name}\b"
                )
                if not is_test(module.path)
                for child in module.classes.values()
                if owner in self.typist.bases(child)
            ]
        return self._children[owner]

    def switch(self, variable: Variable) -> ast.Constant | None:
        """The constant of a module's switch that nothing in the project sets again."""
        if variable not in self._switches:
            self._switches[variable] = constant_of(self.program, variable)
        return self._switches[variable]

    def overriding(self, method: FunctionInfo) -> list[FunctionInfo]:
        """The methods of subclasses that an instance may have in this one's place."""
        if method.owner is None:
            return []
        name = method.qualname.rpartition(".")[2]
        found: list[FunctionInfo] = []
        queue, met = [method.owner], {method.owner}
        while queue:
            for child in self.subclasses(queue.pop()):
                if child not in met:
                    met.add(child)
                    queue.append(child)
                    if name in child.methods:
                        found.append(child.methods[name])
        return found


def _stores_on_self(method: FunctionInfo) -> bool:
    for node in ast.walk(method.node):
        target: ast.AST | None = None
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            target = node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = node.func if node.func.attr in CHANGING_METHODS else None
        while isinstance(target, ast.Attribute | ast.Subscript):
            target = target.value
        if isinstance(target, ast.Name) and [target.id] == method.parameters[:1]:
            return True
    return False


_OF_PLAIN_TYPES = CHANGING_METHODS | READING_METHODS
"""In the standard library itself these are meant for objects of plain types (`rx.search`, `name.split`)."""


class Glance:
    """Reads one function without following what it calls: for the places where pools are made."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self.program = effects.program
        self.typist = effects.typist

    def summary(self, function: FunctionInfo, asker: FunctionInfo) -> Summary:
        return Summary()

    def methods_named(self, name: str) -> list[FunctionInfo]:
        return []

    def overriding(self, method: FunctionInfo) -> list[FunctionInfo]:
        return []

    def changing_specials(self, name: str) -> list[FunctionInfo]:
        return []

    def too_common(self, name: str) -> bool:
        return False

    def switch(self, variable: Variable) -> ast.Constant | None:
        return None
