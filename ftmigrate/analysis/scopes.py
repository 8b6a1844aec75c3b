"""The scopes of a module: which names each one binds, where, how surely, and what guards them.

The rules of name resolution are those of the language reference (section 4.2, "Naming and
binding") and, for type parameters, of PEP 695; TYPE_CHECKING counts as false, as it is at run
time, and `sys.version_info` is compared as on 3.14.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class ScopeKind(StrEnum):
    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    TYPE_PARAMETERS = "type parameters"


class BindingKind(StrEnum):
    CLASS = "class"
    FUNCTION = "function"
    IMPORT = "import"
    ASSIGN = "assignment"
    PARAMETER = "parameter"
    LOOP = "loop variable"
    OTHER = "other target"
    SLOT = "slot"
    TYPE_PARAMETER = "type parameter"
    TYPE_ALIAS = "type alias"
    EXCEPT = "except variable"
    DELETE = "del"
    GLOBAL = "global statement in a function"


@dataclass(slots=True, eq=False)  # frozen, it takes three times as long to make
class Arm:
    """One arm of an `if`, `try`, loop ... and the arm around it."""

    outer: "Arm | None"
    typing_only: bool = False
    dead: bool = False


@dataclass(slots=True, eq=False)  # frozen, it takes three times as long to make
class Binding:
    """One statement that binds (or deletes) `name`.

    `node` is that statement (for imports the `alias`, for parameters the `arg`), `value` the
    expression assigned, where there is just one; `line` and `end_line` are its first and last.
    """

    name: str
    kind: BindingKind
    node: ast.AST
    line: int
    end_line: int
    arm: Arm | None
    value: ast.expr | None = None
    statement: ast.stmt | None = None

    @property
    def typing_only(self) -> bool:
        return self.arm is not None and self.arm.typing_only

    @property
    def dead(self) -> bool:
        """In an arm that 3.14 never runs (old versions, `if False`)."""
        return self.arm is not None and self.arm.dead


@dataclass(slots=True, eq=False)
class Scope:
    """One scope. `definite` holds the names surely bound when its body has run to the end."""

    kind: ScopeKind
    node: ast.AST
    parent: "Scope | None"
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    definite: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    stars: list[Binding] = field(default_factory=list)
    """`from ... import *`."""
    declared: dict[str, int] = field(default_factory=dict)
    """Of a class: the names annotated without a value, which bind nothing, and their lines."""

    def binds(self, name: str) -> bool:
        return name in self.bindings and name not in self.globals and name not in self.nonlocals

    def live(self, name: str) -> list[Binding]:
        """The bindings of a name in arms that may run on 3.14."""
        every = self.bindings.get(name, [])
        if len(every) == 1 and every[0].arm is None:  # nearly always
            return every
        return [one for one in every if not one.typing_only and not one.dead]

    @property
    def module(self) -> "Scope":
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def chain(self) -> "Iterator[Scope]":
        """The scopes a name is looked up in, from here: other classes than this one are skipped.

        In what is directly within a class, 3.14 asks the class before the type parameters: in
        `class A: C = int; def f[C](self) -> C: ...` the annotation is int.
        """
        scope: Scope | None = self
        if self.kind is ScopeKind.TYPE_PARAMETERS and self.parent and self.parent.kind is ScopeKind.CLASS:
            yield self.parent
            yield self
            scope = self.parent.parent
        elif self.kind is ScopeKind.CLASS:
            yield self
            scope = self.parent
        while scope is not None:
            if scope.kind is not ScopeKind.CLASS:
                yield scope
            scope = scope.parent

    def lookup(self, name: str) -> "Scope | None":
        """The scope whose binding a bare name here means; None: builtin or undefined."""
        if self.parent is None:  # nearly always
            return self if self.binds(name) else None
        for scope in self.chain():
            if name in scope.globals:
                return scope.module if scope.module.binds(name) else None
            if scope.binds(name):
                return scope
            if name in scope.declared:  # a field without a value: looked up in the module, past all between
                return scope.module if scope.module.binds(name) else None
        return None


def arm_within(inner: Arm | None, outer: Arm | None) -> bool:
    """Whether code in `inner` runs only where `outer` runs too."""
    arm = inner
    while arm is not outer:
        if arm is None:
            return False
        arm = arm.outer
    return True
