"""What a call of a function or class of the project does, and of functions handed to others."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from ftmigrate.analysis.binding import Arguments, for_call
from ftmigrate.analysis.flags import default_of
from ftmigrate.analysis.outside_calls import OutsideCalls
from ftmigrate.analysis.program import ClassInfo, FunctionInfo, lambda_info, last_name
from ftmigrate.analysis.summaries import libraries
from ftmigrate.analysis.summary import Summary, local_names
from ftmigrate.analysis.targets import External, Target, expression_targets
from ftmigrate.analysis.values import FRESH, NOTHING, UNKNOWN_ROOT, Root, Roots, Value, join
from ftmigrate.model.finding import Reason


class ProjectCalls(OutsideCalls):
    """A frame that follows calls inside the project."""

    def call_function(self, function: FunctionInfo, arguments: Arguments, node: ast.AST) -> Value:
        """Calls a function of the project, its effects on arguments translated to our objects."""
        self.decorators(function, node)
        bound = self.bind(function, arguments)
        if not arguments.spread:
            function = for_call(function, bound)
        summary = self.solver.summary(function, self.function)
        self.callees.add(function)
        for root, reason in summary.changed:
            self.change_at(root, bound, function, reason)
        for root in summary.keys:
            self.keys |= self.roots_of(root, bound, function)
        for root, reason in summary.called:
            self.call_given(root, bound, function, reason, arguments, node)
        self.note_filled(function, summary, bound, arguments)
        result = self.translate(function, summary.returns, bound)
        if is_memo(function) and not result.immutable:
            root = Root("global", function.module, f"cache of {function.qualname}")
            return replace(result, own=result.own | {root}, held=result.held | {root.within()})
        return result

    def note_filled(
        self, function: FunctionInfo, summary: Summary, bound: dict[str, Value], arguments: Arguments
    ) -> None:
        """Objects that the callee changes may hold its other arguments then, and new ones."""
        changed = {root.name for root, _ in summary.changed if root.kind == "param" or root.owner is None}
        given = arguments.roots if summary.changed else NOTHING
        given |= self.kept_by(function, summary, bound)
        for node, name in self.places(function, arguments):
            if given or not name or name in changed:
                whole = bound.get(name, FRESH)
                objects = bool(whole.types) and all(isinstance(one, ClassInfo) for one in whole.types)
                put = Value() if (not name or name in changed) and not objects else None
                if given or put is not None:
                    self.keep(node, given, put)
        mine = {
            root.name for root, _ in summary.changed if root.kind == "free" and root.owner is self.function
        }
        for name in sorted(mine & self.env.keys()):
            if name in local_names(function).nonlocals:
                self.store(name, join([self.env[name], Value(given, given)]))
            self.keep(ast.Name(name, ast.Load()), given, Value())

    def places(self, function: FunctionInfo, arguments: Arguments) -> Iterator[tuple[ast.expr, str]]:
        """The expressions of a call, each with its parameter, "" where that is not known."""
        count = len(arguments.nodes) - len(arguments.named)
        skipped = len(arguments.positional) - count
        spec = function.node.args
        names = [one.arg for one in (*spec.posonlyargs, *spec.args)][max(skipped, 0) :]
        rest = spec.vararg.arg if spec.vararg else ""
        for position, node in enumerate(arguments.nodes):
            if arguments.spread or skipped < 0:
                yield node, ""
            elif position < count:
                yield node, names[position] if position < len(names) else rest
            else:
                key = list(arguments.named)[position - count]
                yield node, key if key in function.parameters else spec.kwarg.arg if spec.kwarg else ""

    def kept_in_first(self, method: FunctionInfo, arguments: Arguments) -> Roots:
        """What a method of ours made its object hold that is none of its arguments."""
        bound = self.bind(method, arguments)
        found = [self.solver.summary(method, self.function)]
        if not arguments.spread:
            found.append(self.solver.summary(for_call(method, bound), self.function))
        return NOTHING.union(*(self.kept_by(method, one, bound) for one in found))

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
            value = bound.get(root.name) or self.default_value(function, root.name)
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

    def default_value(self, function: FunctionInfo, name: str) -> Value | None:
        """What is called where a parameter is left at its default: a function, mostly."""
        default = default_of(function, name)
        if default is None or isinstance(default, ast.Constant):
            return None
        if isinstance(default, ast.Lambda):
            return Value(targets=frozenset({lambda_info(function.module, default, function)}))
        targets = expression_targets(self.solver.program, function.module, default)
        usable = [one for one in targets if isinstance(one, FunctionInfo | ClassInfo | External)]
        return Value(targets=frozenset(usable)) if len(usable) == len(targets) > 0 else FRESH

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
            function, decorator, f"decorated by {short(decorator)}, whose effect is not known"
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
                itself = Value(frozenset({Root("class", owner, "")}), targets=frozenset({owner}))
                first = itself if name == "__new__" else new
                given = Arguments([first], {}, False) if name == "__post_init__" else replace(
                    arguments, positional=[first, *arguments.positional])  # fmt: skip
                made = self.call_function(method, given, node)
                if name == "__new__":
                    new = replace(new, own=made.own, held=new.held | made.held)
                new = replace(new, held=new.held | self.kept_in_first(method, given))
        if outside and self.solver.typist.method(owner, "__init__") is None:
            self.effect(
                "unknown-call", f"makes a {owner.qualname}, whose base {outside[0]} is not known", node
            )
        finalizer = self.solver.typist.method(owner, "__del__")
        if finalizer is not None:
            self.call_function(finalizer, Arguments([new]), node)
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


def _unknown_at(function: FunctionInfo, node: ast.expr, message: str) -> Reason:
    return Reason("unknown-call", message, function.module.path, node.lineno)


def is_memo(function: FunctionInfo) -> bool:
    """Whether the same result is given to all who ask."""
    decorators = getattr(function.node, "decorator_list", ())
    return any(last_name(one) in ("lru_cache", "cache", "cached_property") for one in decorators)


def short(node: ast.AST) -> str:
    """The text of an expression, cut to what fits a sentence."""
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"{text[:57]}..."
