"""Builds the scopes of a module in one walk, and notes where each annotation is evaluated."""

import ast
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ftmigrate.analysis import conditions
from ftmigrate.analysis.parsed import Parsed
from ftmigrate.analysis.scopes import Arm, Binding, BindingKind, Scope, ScopeKind
from ftmigrate.syntax.nodes import walk

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = frozenset((ast.FunctionDef, ast.AsyncFunctionDef))


class Place(StrEnum):
    """Where an annotation stands, which decides who evaluates it and when."""

    PARAMETER = "parameter"
    STAR_ARGS = "*args"
    STAR_KWARGS = "**kwargs"
    RETURN = "return"
    MODULE_VARIABLE = "module variable"
    CLASS_VARIABLE = "class variable"
    NEVER = "never evaluated"
    TYPE_ALIAS = "type alias"
    TYPE_PARAMETER = "type parameter"


@dataclass(slots=True, eq=False)  # frozen, it takes three times as long to make
class Site:
    """One annotation: evaluated in `scope`, belonging to `owner` (a definition or a statement).

    `arm` is the arm in which the owner stands; `line` the line where its definition begins.
    """

    annotation: ast.expr
    place: Place
    scope: Scope
    owner: ast.stmt
    arm: Arm | None
    line: int


class Scopes:
    """Scopes by their module or definition. Bodies that concern nobody else are walked when asked for.

    Most statements stand in functions that hold no annotation and no definition, and hardly anybody
    asks what these bind: more than a half of the time that a whole walk takes.
    """

    def __init__(self, root: Scope, walrus: Sequence[int], parsed: Parsed) -> None:
        self.root = root
        self.walrus = walrus
        self.parsed = parsed
        self.waiting: dict[ast.AST, tuple[Scope, Arm | None]] = {}
        """The scope and the arm that such a function stands in."""
        self._made: dict[ast.AST, Scope] = {root.node: root}
        self._lock = threading.Lock()

    def __contains__(self, node: ast.AST) -> bool:
        return node in self._made or node in self.waiting

    def __setitem__(self, node: ast.AST, scope: Scope) -> None:
        self._made[node] = scope

    def __getitem__(self, node: ast.AST) -> Scope:
        if node in self.waiting:
            with self._lock:
                if node in self.waiting:
                    assert isinstance(node, Function)
                    outer, arm = self.waiting[node]
                    scope = Scope(ScopeKind.FUNCTION, node, outer)
                    self.parsed.complete(node)
                    _Builder(self.root, self).fill(scope, arm, _parameters(node.args))
                    self._made[node] = scope
                    del self.waiting[node]
        return self._made[node]

    def get(self, node: ast.AST, default: Scope) -> Scope:
        return self[node] if node in self._made or node in self.waiting else default


# A site, or a function whose signature holds some, with the scope and the arm that it is evaluated in.
_Noted = Site | tuple[Function, Scope, Arm | None]


class Scoping:
    """`scopes` maps modules, definitions (their body) to scopes; `sites` is in source order."""

    def __init__(
        self, module: Scope, scopes: Scopes, noted: Sequence[_Noted], arms: dict[ast.AST, Arm | None]
    ) -> None:
        self.module = module
        self.scopes = scopes
        self.arms = arms
        self._noted = noted

    @cached_property
    def sites(self) -> Sequence[Site]:
        """Made when they are asked for: of most modules nothing but names is."""
        found: list[Site] = []
        for one in self._noted:
            if isinstance(one, Site):
                found.append(one)
            else:
                found += _signature(*one)
        return found


def build(parsed: Parsed, walrus: Sequence[int]) -> Scoping:
    """Walk the outline once; `walrus` are the lines with a `:=`, in order: only there expressions bind
    names."""
    root = Scope(ScopeKind.MODULE, parsed.outline, None)
    builder = _Builder(root, Scopes(root, walrus, parsed))
    builder.fill(root, None)
    return Scoping(root, builder.scopes, builder.noted, builder.arms)


class _Builder:
    """One walk, of a module or of a function's body that waited."""

    def __init__(self, root: Scope, scopes: Scopes) -> None:
        self.root = root
        self.scopes = scopes
        self.walrus = scopes.walrus
        self.noted: list[_Noted] = []
        self.arms: dict[ast.AST, Arm | None] = {}
        self.scope = root
        self.arm: Arm | None = None
        self.definite: set[str] = root.definite

    def fill(self, scope: Scope, arm: Arm | None, parameters: Sequence[ast.arg] = ()) -> None:
        """Walk the body of `scope`, which stands in `arm`."""
        self.scope, self.definite, self.arm = scope, scope.definite, arm
        for parameter in parameters:
            self.bind(parameter.arg, BindingKind.PARAMETER, parameter)
        body: list[ast.stmt] = scope.node.body  # type: ignore[attr-defined]
        self.block(body)
        scope.definite = self.definite

    # -- names ---------------------------------------------------------------------------

    def bind(
        self, name: str, kind: BindingKind, node: ast.AST, *, value: ast.expr | None = None,
        statement: ast.stmt | None = None,
    ) -> None:  # fmt: skip
        where = statement or node
        line: int = where.lineno  # type: ignore[attr-defined]
        # A class is bound when its body has run, a function before it does.
        end = line if where.__class__ in _FUNCTIONS else where.end_lineno  # type: ignore[attr-defined]
        arm = self.arm
        scope = self.scope
        if name in scope.globals:
            scope, kind = self.root, BindingKind.GLOBAL
            arm = Arm(arm)
        else:
            self.definite.add(name)
        made = Binding(name, kind, node, line, end, arm, value, statement)
        scope.bindings.setdefault(name, []).append(made)

    def targets(self, target: ast.expr, kind: BindingKind, statement: ast.stmt) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.bind(node.id, kind, node, statement=statement)

    def expressions(self, *nodes: ast.AST | None) -> None:
        """Names bound by `:=`."""
        if not self.walrus:
            return
        for node in nodes:
            for child in walk(node) if node is not None and self._may_hold_walrus(node) else ():
                if isinstance(child, ast.NamedExpr) and isinstance(child.target, ast.Name):
                    self.bind(child.target.id, BindingKind.OTHER, child)

    def _may_hold_walrus(self, node: ast.AST) -> bool:
        first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", None)
        at = bisect_left(self.walrus, first)
        return at < len(self.walrus) and (last is None or self.walrus[at] <= last)

    # -- flow ----------------------------------------------------------------------------

    def block(self, body: Iterable[ast.stmt]) -> bool:
        """Walk statements in order; True where the end of the block is never reached."""
        left = False
        for statement in body:
            handler = _HANDLERS.get(type(statement))
            if handler is not None:
                left = handler(self, statement) or left
            else:
                if self.walrus:
                    self.expressions(statement)
                left = _never_returns(statement) or left
        return left

    def arm_of(self, body: Sequence[ast.stmt], **flags: bool) -> tuple[set[str], bool]:
        """Walk one arm from the present state: what is bound at its end, and whether it leaves."""
        outer_arm, outer = self.arm, self.definite
        outer_typing = outer_arm is not None and outer_arm.typing_only
        outer_dead = outer_arm is not None and outer_arm.dead
        self.arm = Arm(
            outer_arm, flags.get("typing_only", False) or outer_typing, flags.get("dead", False) or outer_dead
        )
        self.definite = set(outer)
        left = self.block(body)
        bound, self.definite, self.arm = self.definite, outer, outer_arm
        return bound, left

    def join(self, arms: Iterable[tuple[set[str], bool]]) -> bool:
        """Go on after alternatives: bound is what every arm that gets here has bound."""
        reaching = [bound for bound, left in arms if not left]
        if not reaching:
            return True
        self.definite |= set.intersection(*reaching)
        return False

    def _leave(self, node: ast.stmt) -> bool:
        self.expressions(node)
        return True

    def _if(self, node: ast.If) -> bool:
        self.expressions(node.test)
        known = conditions.outcome(node.test)
        typing_only = known is False and conditions.mentions_type_checking(node.test)
        if known is None:
            return self.join([self.arm_of(node.body), self.arm_of(node.orelse)])
        if known:
            self.arm_of(node.orelse, dead=True, typing_only=conditions.mentions_type_checking(node.test))
            return self.block(node.body)
        self.arm_of(node.body, dead=not typing_only, typing_only=typing_only)
        return self.block(node.orelse)

    def _try(self, node: ast.Try | ast.TryStar) -> bool:
        body = self.arm_of([*node.body, *node.orelse])
        arms = [body, *(self._handler(handler) for handler in node.handlers)]
        left = self.join(arms)
        return self.block(node.finalbody) or left

    def _handler(self, handler: ast.ExceptHandler) -> tuple[set[str], bool]:
        if handler.name:
            made = Binding(
                handler.name, BindingKind.EXCEPT, handler, handler.lineno, handler.lineno, Arm(self.arm)
            )
            self.scope.bindings.setdefault(handler.name, []).append(made)
        bound, left = self.arm_of(handler.body)
        return bound - {handler.name or ""}, left

    def _for(self, node: ast.For | ast.AsyncFor) -> bool:
        self.expressions(node.iter)
        sure = isinstance(node.iter, ast.Tuple | ast.List) and bool(node.iter.elts)
        outer, self.definite = self.definite, set(self.definite)
        outer_arm = self.arm
        if not sure:
            self.arm = Arm(outer_arm, *_flags(outer_arm))
        self.targets(node.target, BindingKind.LOOP, node)
        bound, _ = self.arm_of(node.body)
        bound |= self.definite
        self.definite, self.arm = outer, outer_arm
        if sure and not any(isinstance(n, ast.Break | ast.Continue) for n in ast.walk(node)):
            self.definite |= bound
        self.arm_of(node.orelse)
        return False

    def _while(self, node: ast.While) -> bool:
        self.expressions(node.test)
        self.arm_of(node.body)
        self.arm_of(node.orelse)
        return False

    def _with(self, node: ast.With | ast.AsyncWith) -> bool:
        for item in node.items:
            self.expressions(item.context_expr)
            if item.optional_vars is not None:
                self.targets(item.optional_vars, BindingKind.OTHER, node)
        if any(_swallows(item.context_expr) for item in node.items):
            self.arm_of(node.body)
            return False
        return self.block(node.body)

    def _match(self, node: ast.Match) -> bool:
        self.expressions(node.subject)
        arms = []
        for case in node.cases:
            outer, outer_arm = self.definite, self.arm
            self.definite, self.arm = set(outer), Arm(outer_arm, *_flags(outer_arm))
            for pattern in ast.walk(case.pattern):
                name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
                if isinstance(pattern, ast.pattern) and isinstance(name, str):
                    self.bind(name, BindingKind.OTHER, pattern)
            arms.append(self.arm_of(case.body))
            self.definite, self.arm = outer, outer_arm
        last = node.cases[-1]
        wild = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
        return self.join(arms if wild else [*arms, (set(), False)])

    # -- statements that bind --------------------------------------------------------------

    def _import(self, node: ast.Import) -> bool:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self.bind(name, BindingKind.IMPORT, alias, statement=node)
        return False

    def _import_from(self, node: ast.ImportFrom) -> bool:
        for alias in node.names:
            if alias.name == "*":
                line, end = node.lineno, node.end_lineno or node.lineno
                star = Binding("*", BindingKind.IMPORT, alias, line, end, self.arm, statement=node)
                self.scope.stars.append(star)
            else:
                self.bind(alias.asname or alias.name, BindingKind.IMPORT, alias, statement=node)
        return False

    def _assign(self, node: ast.Assign) -> bool:
        self.expressions(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.bind(target.id, BindingKind.ASSIGN, target, value=node.value, statement=node)
                self._slots(target.id, node)
            else:
                self.targets(target, BindingKind.OTHER, node)
        return False

    def _slots(self, target: str, node: ast.Assign | ast.AnnAssign) -> None:
        """Each slot, or field of a ctypes structure, is an attribute of the class: annotations of its methods
        find it there."""
        if (
            target in ("__slots__", "_fields_")
            and self.scope.kind is ScopeKind.CLASS
            and node.value is not None
        ):
            for one in _strings(node.value):
                self.bind(str(one.value), BindingKind.SLOT, one, statement=node)

    def _annotated(self, node: ast.AnnAssign) -> bool:
        self.expressions(node.value)
        if isinstance(node.target, ast.Name) and node.simple:
            if node.value is not None:
                self.bind(node.target.id, BindingKind.ASSIGN, node.target, value=node.value, statement=node)
                self._slots(node.target.id, node)
            elif self.scope.kind is ScopeKind.FUNCTION:
                # Local though never bound: a nested function's name would be this, not the global.
                self.scope.bindings.setdefault(node.target.id, [])
            elif self.scope.kind is ScopeKind.CLASS:
                self.scope.declared.setdefault(node.target.id, node.lineno)
        self.site(node.annotation, self._place_of_variable(node), node)
        return False

    def _place_of_variable(self, node: ast.AnnAssign) -> Place:
        if not (isinstance(node.target, ast.Name) and node.simple):
            return Place.NEVER
        places = {ScopeKind.MODULE: Place.MODULE_VARIABLE, ScopeKind.CLASS: Place.CLASS_VARIABLE}
        return places.get(self.scope.kind, Place.NEVER)

    def _augmented(self, node: ast.AugAssign) -> bool:
        self.expressions(node.value)
        if isinstance(node.target, ast.Name):
            self.bind(node.target.id, BindingKind.OTHER, node.target, statement=node)
        return False

    def _delete(self, node: ast.Delete) -> bool:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.bind(target.id, BindingKind.DELETE, target, statement=node)
                self.definite.discard(target.id)
        return False

    def _global(self, node: ast.Global) -> bool:
        self.scope.globals.update(node.names)
        return False

    def _nonlocal(self, node: ast.Nonlocal) -> bool:
        self.scope.nonlocals.update(node.names)
        return False

    def _type_alias(self, node: ast.stmt) -> bool:
        name, value = node.name, node.value  # type: ignore[attr-defined]
        outer = self.scope
        self.scope = self.type_parameters(node)
        self.site(value, Place.TYPE_ALIAS, node)
        self.scope = outer
        self.bind(name.id, BindingKind.TYPE_ALIAS, name, value=value, statement=node)
        return False

    # -- definitions -------------------------------------------------------------------------

    def site(self, annotation: ast.expr, place: Place, owner: ast.stmt) -> None:
        self.noted.append(Site(annotation, place, self.scope, owner, self.arm, _first_line(owner)))

    def type_parameters(self, node: ast.stmt) -> Scope:
        """The scope of `[T: bound = default]`; the present one where there is none."""
        parameters = getattr(node, "type_params", ())
        if not parameters:
            return self.scope
        scope = Scope(ScopeKind.TYPE_PARAMETERS, node, self.scope)
        for parameter in parameters:
            line = parameter.lineno
            made = Binding(
                parameter.name, BindingKind.TYPE_PARAMETER, parameter, line, line, None, None, node
            )
            scope.bindings[parameter.name] = [made]
            scope.definite.add(parameter.name)
        outer, self.scope = self.scope, scope
        for parameter in parameters:
            for lazy in (getattr(parameter, "bound", None), getattr(parameter, "default_value", None)):
                if lazy is not None:
                    self.site(lazy, Place.TYPE_PARAMETER, node)
        self.scope = outer
        return scope

    def _function(self, node: Function) -> bool:
        self.arms[node] = self.arm
        if self.walrus:
            self.expressions(*node.decorator_list, *node.args.defaults, *node.args.kw_defaults)
        outer = self.scope
        self.scope = self.type_parameters(node)
        self.noted.append((node, self.scope, self.arm))
        if _concerns_nobody(node.body):
            self.scopes.waiting[node] = (self.scope, self.arm)
        else:
            self._body(node, Scope(ScopeKind.FUNCTION, node, self.scope), _parameters(node.args))
        self.scope = outer
        self.bind(node.name, BindingKind.FUNCTION, node)
        return False

    def _class(self, node: ast.ClassDef) -> bool:
        self.arms[node] = self.arm
        self.expressions(*node.decorator_list, *node.bases)
        outer = self.scope
        self.scope = self.type_parameters(node)
        self._body(node, Scope(ScopeKind.CLASS, node, self.scope))
        self.scope = outer
        self.bind(node.name, BindingKind.CLASS, node)
        return False

    def _body(self, node: Definition, scope: Scope, parameters: Sequence[ast.arg] = ()) -> None:
        outer, outer_definite, outer_arm = self.scope, self.definite, self.arm
        self.scopes[node] = scope
        self.fill(scope, self.arm, parameters)
        self.scope, self.definite, self.arm = outer, outer_definite, outer_arm


# Not bound to a builder: its methods would hold it, and with it the tree, in a cycle.
_HANDLERS: dict[type[ast.stmt], Callable[..., bool]] = {
    ast.FunctionDef: _Builder._function,
    ast.AsyncFunctionDef: _Builder._function,
    ast.ClassDef: _Builder._class,
    ast.If: _Builder._if,
    ast.Try: _Builder._try,
    ast.TryStar: _Builder._try,
    ast.For: _Builder._for,
    ast.AsyncFor: _Builder._for,
    ast.While: _Builder._while,
    ast.With: _Builder._with,
    ast.AsyncWith: _Builder._with,
    ast.Match: _Builder._match,
    ast.Import: _Builder._import,
    ast.ImportFrom: _Builder._import_from,
    ast.Assign: _Builder._assign,
    ast.AnnAssign: _Builder._annotated,
    ast.AugAssign: _Builder._augmented,
    ast.Delete: _Builder._delete,
    ast.Global: _Builder._global,
    ast.Nonlocal: _Builder._nonlocal,
    ast.Return: _Builder._leave,
    ast.Raise: _Builder._leave,
    ast.Break: _Builder._leave,
    ast.Continue: _Builder._leave,
}
if (_ALIAS := getattr(ast, "TypeAlias", None)) is not None:  # 3.12 and newer
    _HANDLERS[_ALIAS] = _Builder._type_alias

# Statements without annotations, definitions and names of other scopes, and what may hold some.
_PLAIN = frozenset(
    (ast.Expr, ast.Assign, ast.AugAssign, ast.Return, ast.Raise, ast.Assert, ast.Pass, ast.Break,
     ast.Continue, ast.Delete, ast.Import, ast.ImportFrom)
)  # fmt: skip
_BODIES: dict[type[ast.AST], tuple[str, ...]] = {
    ast.If: ("body", "orelse"),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.With: ("body",),
    ast.AsyncWith: ("body",),
    ast.Try: ("body", "handlers", "orelse", "finalbody"),
    ast.TryStar: ("body", "handlers", "orelse", "finalbody"),
    ast.ExceptHandler: ("body",),
    ast.Match: ("cases",),
    ast.match_case: ("body",),
}


def _signature(node: Function, scope: Scope, arm: Arm | None) -> list[Site]:
    arguments, line = node.args, _first_line(node)
    annotated = [(one.annotation, Place.PARAMETER) for one in (*arguments.posonlyargs, *arguments.args)]
    if arguments.vararg is not None:
        annotated.append((arguments.vararg.annotation, Place.STAR_ARGS))
    annotated += [(one.annotation, Place.PARAMETER) for one in arguments.kwonlyargs]
    if arguments.kwarg is not None:
        annotated.append((arguments.kwarg.annotation, Place.STAR_KWARGS))
    annotated.append((node.returns, Place.RETURN))
    return [
        Site(annotation, place, scope, node, arm, line)
        for annotation, place in annotated
        if annotation is not None
    ]


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", ())
    return min(node.lineno, decorators[0].lineno) if decorators else node.lineno


def _concerns_nobody(body: Sequence[ast.AST]) -> bool:
    for node in body:
        if type(node) not in _PLAIN:
            fields = _BODIES.get(type(node))
            if fields is None or not all(_concerns_nobody(getattr(node, field)) for field in fields):
                return False
    return True


def _flags(arm: Arm | None) -> tuple[bool, bool]:
    return (arm.typing_only, arm.dead) if arm is not None else (False, False)


def _strings(value: ast.expr) -> list[ast.Constant]:
    """The strings of a tuple, list, set or sum of them, a dict's keys, or the one that it is."""
    inside = [key for key in value.keys if key] if isinstance(value, ast.Dict) else [value]
    every = [one for part in inside for one in ast.walk(part) if isinstance(one, ast.Constant)]
    return [one for one in every if isinstance(one.value, str)]


def _parameters(arguments: ast.arguments) -> list[ast.arg]:
    extra = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


def _never_returns(statement: ast.stmt) -> bool:
    """`sys.exit(...)`, `pytest.skip(...)` as a statement: what follows in the arm is not reached."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    function = statement.value.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("exit", "_exit", "abort", "skip")


# Context managers that let every exception through, by the last part of their names.
_TRANSPARENT = frozenset(
    ("catch_warnings", "chdir", "closing", "ExitStack", "imports_passed_through", "nullcontext",
     "open", "patch", "redirect_stderr", "redirect_stdout", "DAG", "Blocks")
)  # fmt: skip


def _swallows(context: ast.expr) -> bool:
    """`with suppress(ImportError):` may end early and still go on, and so may any that is not known."""
    function = context.func if isinstance(context, ast.Call) else context
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name not in _TRANSPARENT and not name.lower().endswith(("lock", "mutex"))
