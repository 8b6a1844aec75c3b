"""The effects of a function and of everything that it calls inside the project."""

from collections import deque
from collections.abc import Iterable

from ftmigrate.analysis.annotated import Typist
from ftmigrate.analysis.program import ClassInfo, FunctionInfo, Program
from ftmigrate.analysis.statements import Statements
from ftmigrate.analysis.summary import Summary
from ftmigrate.model.finding import Reason

_MOST = 400_000
"""Nodes that are read for the workers of one file; beyond, the rest counts as unknown."""


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
        self._methods: dict[str, list[FunctionInfo]] | None = None
        self._children: dict[ClassInfo, list[ClassInfo]] | None = None
        self._spent = 0

    def of(self, function: FunctionInfo) -> Summary:
        """The settled summary of one function."""
        if function not in self._summaries:
            self._ask(function)
        while self._waiting:
            one = self._waiting.popleft()
            if self._spent > _MOST:
                return self._give_up(function)
            frame = Statements(one, self)
            found = frame.read()
            self._spent += frame.spent
            if found != self._summaries[one]:
                self._summaries[one] = found
                for asker in sorted(self._askers.get(one, ()), key=lambda each: each.label):
                    if asker in self._summaries and asker not in self._waiting:
                        self._waiting.append(asker)
        return self._summaries[function]

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
        if self._methods is None:
            self._methods = {}
            for module in self.program.modules():
                for owner in module.classes.values():
                    for each, method in owner.methods.items():
                        self._methods.setdefault(each, []).append(method)
        return self._methods.get(name, [])

    def overriding(self, method: FunctionInfo) -> list[FunctionInfo]:
        """The methods of subclasses that an instance may have in this one's place."""
        if method.owner is None:
            return []
        if self._children is None:
            self._children = {}
            for module in self.program.modules():
                for owner in module.classes.values():
                    for base in self.typist.bases(owner):
                        if isinstance(base, ClassInfo):
                            self._children.setdefault(base, []).append(owner)
        name, found, queue = method.qualname.rpartition(".")[2], [], [method.owner]
        while queue:
            for child in self._children.get(queue.pop(), ()):
                queue.append(child)
                if name in child.methods and child.methods[name] not in found:
                    found.append(child.methods[name])
        return found


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
