"""Whether threads would behave as the processes of a site do: a verdict with its reasons."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ftmigrate.analysis.binding import for_call
from ftmigrate.analysis.effects import Effects
from ftmigrate.analysis.program import ClassInfo, FunctionInfo
from ftmigrate.analysis.sites import Site, Use
from ftmigrate.analysis.snapshots import written_globals
from ftmigrate.analysis.summaries import libraries
from ftmigrate.analysis.summaries.types import READING_METHODS
from ftmigrate.analysis.summary import Summary
from ftmigrate.analysis.targets import External, expression_targets
from ftmigrate.analysis.values import NOTHING, Root, Value
from ftmigrate.model.finding import Reason, Safety

UNSAFE_CODES = frozenset({
    "global-write", "process-wide", "worker-identity", "recycled-workers", "private-pool",
})  # fmt: skip
"""Reasons that no edit of ours removes; every other reason makes a site conditional."""


_BLOCKING = {"map", "starmap", "apply"}
_LAZY = {"imap", "imap_unordered"}
_ASYNC = {"apply_async", "map_async", "starmap_async"}
_SUBMITS = {"pool": _BLOCKING | _LAZY | _ASYNC, "executor": {"map", "submit"}, "joblib": {"submit"}}
_PLAIN: dict[str, set[str]] = {"pool": {"close", "join"}, "executor": {"shutdown"}, "joblib": set()}
_BY_ITEM = {"submit", "apply", "apply_async"}
_PICKLING = (
    "__getstate__",
    "__setstate__",
    "__reduce__",
    "__reduce_ex__",
    "__getnewargs__",
    "__getnewargs_ex__",
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`assumed`: what a verdict of safe rests on that a user of the project could undo."""

    safety: Safety
    reasons: tuple[Reason, ...]
    assumed: tuple[Reason, ...] = ()


def judge(site: Site, effects: Effects) -> Judgement:
    """The verdict on one site. Without any reason against it, it is safe."""
    found = Judge(site, effects)
    reasons = dict.fromkeys(found.reasons())
    codes = {one.code for one in reasons}
    safety = Safety.UNSAFE if codes & UNSAFE_CODES else Safety.CONDITIONAL if codes else Safety.SAFE
    return Judgement(safety, tuple(reasons), tuple(found.assumed))


class Judge:
    """Goes through all that could differ, each check yielding reasons."""

    def __init__(self, site: Site, effects: Effects) -> None:
        self.site = site
        self.effects = effects
        self.path = site.module.path
        self.assumed: dict[Reason, None] = {}

    def assume(self, closure: list[FunctionInfo]) -> None:
        """Notes the switches that decided which code of the workers never runs."""
        for variable in sorted({two for one in closure for two in self.effects.known(one).assumed}, key=str):
            message = f"{variable.label} is never set in the project: what it guards is taken not to run"
            path, node = variable.module.path, variable.module.bindings[variable.name][0].node
            self.assumed[Reason("assumed-switch", message, path, getattr(node, "lineno", 1))] = None

    def at(self, code: str, message: str, node: ast.AST) -> Reason:
        return Reason(code, message, self.path, getattr(node, "lineno", self.site.call.lineno))

    def reasons(self) -> Iterator[Reason]:
        if not self.site.certain:
            yield self.at("either-class", "the name may also be another class here", self.site.call)
        yield from self.construction()
        for node in self.site.escapes:
            yield self.at("escaping-pool", "the pool is used in a way that is not followed", node)
        submissions = [use for use in self.site.uses if use.method in _SUBMITS[self.site.kind]]
        if not submissions and not self.site.escapes:
            yield self.at("no-worker", "no worker is given to this pool here", self.site.call)
        for use in self.site.uses:
            yield from self.use(use)
        yield from self.ending()
        yield from self.handlers()
        for use in submissions:
            yield from self.submission(use)

    def construction(self) -> Iterator[Reason]:
        for name, node in constructor_arguments(self.site):
            empty = isinstance(node, ast.Constant) and node.value is None
            if name in ("*", "**"):
                yield self.at("unknown-arguments", "the pool's arguments are only known when it runs", node)
            elif self.site.kind == "joblib" and name in _JOBLIB_CHOICES and not empty:
                yield self.at(
                    "chosen-by-author", f"the call {_JOBLIB_CHOICES[name]}: the author's choice", node
                )
            elif name == "initializer" and not empty:
                yield self.initializer(node)
            elif name in ("maxtasksperchild", "max_tasks_per_child") and not empty:
                yield self.at(
                    "recycled-workers", f"{name} replaces worn processes; threads have no such thing", node
                )

    def initializer(self, node: ast.expr) -> Reason:
        """Threads need no initializer that only sets signals: those belong to the main thread."""
        targets = expression_targets(self.effects.program, self.site.module, node)
        function = targets[0] if len(targets) == 1 else None
        name = ast.unparse(node)
        if isinstance(function, FunctionInfo) and self.only_signals(function):
            message = (
                f"the initializer {name} only sets signals, which raises in a thread: threads do without"
            )
            return self.at("initializer-signals", message, node)
        message = f"the initializer {name} would run once a thread in the one shared process"
        return self.at("initializer", message, node)

    def only_signals(self, function: FunctionInfo) -> bool:
        summary = self.effects.of(function)
        effects = [*summary.effects]
        for one in self.effects.closure([function]):
            effects += self.effects.known(one).effects
        signals = all(one.code == "process-wide" and one.message.startswith("signal.") for one in effects)
        return bool(effects) and signals and not summary.changed and not summary.called

    def use(self, use: Use) -> Iterator[Reason]:
        if use.method in _SUBMITS[self.site.kind] | _PLAIN[self.site.kind]:
            return
        if use.method.startswith("_") or use.method in ("terminate_workers", "kill_workers"):
            yield self.at(
                "private-pool", f"uses {use.method}, which a pool of threads does not have", use.call
            )
        elif use.method == "terminate":
            yield self.at(
                "terminate", "terminate() stops processes at once; threads run to their end", use.call
            )
        else:
            yield self.at("escaping-pool", f"calls {use.method} of the pool, which is not followed", use.call)

    def ending(self) -> Iterator[Reason]:
        """Leaving the block of a multiprocessing pool kills its processes; threads go on."""
        if self.site.kind != "pool":
            return
        methods = {use.method for use in self.site.uses}
        if not self.site.entered and self.site.name and not methods & {"close", "terminate"}:
            yield self.at("leaked-pool", "the pool is never closed", self.site.call)
        if not self.site.name and not self.site.entered:
            yield self.at("leaked-pool", "the pool is never closed", self.site.call)
        waited = {"close", "join"} <= methods
        for use in self.site.uses:
            if use.method in _LAZY and not waited and not self.consumed(use.call):
                yield self.at(
                    "results-not-awaited", f"not all results of {use.method} are certainly taken", use.call
                )
            elif use.method in _ASYNC and not waited and not self.got(use.call):
                yield self.at(
                    "results-not-awaited", f"the result of {use.method} may not be waited for", use.call
                )

    def consumed(self, call: ast.Call) -> bool:
        parents = self.site.module.source.parents
        node: ast.AST = call
        parent = parents.get(node)
        while isinstance(parent, ast.Call) and node in parent.args and _passes_on(parent):
            node, parent = parent, parents.get(parent)
        if isinstance(parent, ast.Call) and node in parent.args and _name(parent) in _TAKES_ALL:
            return True
        if isinstance(parent, ast.comprehension) and parent.iter is node:
            return not isinstance(parents.get(parent), ast.GeneratorExp)
        if isinstance(parent, ast.For) and parent.iter is node:
            return not any(
                isinstance(one, ast.Break | ast.Return | ast.Yield | ast.YieldFrom)
                for part in parent.body
                for one in ast.walk(part)
            )
        return False

    def got(self, call: ast.Call) -> bool:
        parents = self.site.module.source.parents
        parent = parents.get(call)
        if isinstance(parent, ast.Attribute) and parent.attr == "get":
            return True
        body = self.site.function.node
        return any(
            isinstance(one, ast.Call)
            and isinstance(one.func, ast.Attribute)
            and one.func.attr == "get"
            and not one.args
            for one in ast.walk(body)
        )

    def handlers(self) -> Iterator[Reason]:
        parents = self.site.module.source.parents
        node: ast.AST | None = self.site.call
        while node is not None and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for handler in getattr(node, "handlers", ()) if isinstance(node, ast.Try) else ():
                text = ast.unparse(handler.type) if handler.type else ""
                for name in ("BrokenProcessPool", "PicklingError", "PickleError", "BrokenExecutor"):
                    if name in text:
                        yield self.at(
                            "process-exceptions", f"handles {name}, which threads never raise", handler
                        )
            node = parents.get(node)

    def submission(self, use: Use) -> Iterator[Reason]:
        if use.arguments is None or (use.arguments.spread and not use.arguments.positional):
            yield self.at("unknown-worker", "the worker is only known when it runs", use.call)
            return
        worker = self.worker(use)
        if worker is None or not worker.targets:
            given = worker is not None and any(root.kind == "param" for root in worker.own)
            code, message = (
                ("caller-callable", "the worker is the caller's own function, whose effects are not known")
                if given
                else ("unknown-worker", "the worker cannot be told")
            )
            yield self.at(code, message, use.call)
            return
        yield from self.pickled(worker, use)
        for target in sorted(worker.targets, key=repr):
            if isinstance(target, FunctionInfo):
                yield from self.function(target, worker, use)
            elif isinstance(target, ClassInfo):
                yield from self.made(target, use)
            elif isinstance(target, External):
                if not libraries.harmless(target.dotted):
                    yield self.at("unknown-call", f"unknown worker {target.dotted}", use.call)
            else:
                yield self.at("unknown-worker", "the worker cannot be told", use.call)
        yield from self.changed_meanwhile(use)

    def worker(self, use: Use) -> Value | None:
        assert use.arguments is not None
        if use.arguments.positional:
            return use.arguments.positional[0]
        return use.arguments.named.get("func") or use.arguments.named.get("fn")

    def pickled(self, worker: Value, use: Use) -> Iterator[Reason]:
        """Classes that say themselves what is copied to a process."""
        assert use.arguments is not None
        values = [*use.arguments.all]
        types = {one for value in values for one in value.types | value.items}
        types |= {one.owner for one in worker.targets if isinstance(one, FunctionInfo) and one.owner}
        for function in worker.targets:
            if isinstance(function, FunctionInfo):
                for name in function.parameters:
                    node = next((a.annotation for a in _arguments(function) if a.arg == name), None)
                    known = self.effects.typist.annotation(function.module, node)
                    types |= known.types | known.items
        for owner in sorted((one for one in types if isinstance(one, ClassInfo)), key=repr):
            for name in _PICKLING:
                method = self.effects.typist.method(owner, name)
                if method is not None:
                    yield Reason(
                        "custom-pickling",
                        f"{owner.qualname}.{name} decides what a process gets; threads share the object",
                        method.module.path,
                        method.node.lineno,
                    )

    def function(self, function: FunctionInfo, worker: Value, use: Use) -> Iterator[Reason]:
        function = as_submitted(function, worker, use)
        summary = self.effects.of(function)
        decorated = Reason("unknown-call", "", "", 0)
        yield from (one for one in self.decorated(function) if one != decorated)
        closure = self.effects.closure([function])
        self.assume(closure)
        yield from summary.effects
        for one in closure:
            yield from self.effects.known(one).effects
        for root, reason in summary.changed:
            if not left_out(function, root.name, worker, use):
                yield self.changed(function, root, reason, worker)
        for root, reason in summary.called:
            yield from self.given(root, reason, use)
        yield from self.aliased(function, summary, use)
        yield from written_globals(self.effects, [self.effects.known(one) for one in closure])

    def decorated(self, function: FunctionInfo) -> Iterator[Reason]:
        from ftmigrate.analysis.statements import Statements

        frame = Statements(function, self.effects)
        frame.decorators(function, function.node)
        for one in sorted(frame.callees, key=repr):
            self.effects.of(one)
        frame.decorators(function, function.node)
        yield from frame.effects
        for one in sorted(frame.callees, key=repr):
            yield from self.effects.known(one).effects

    def changed(self, function: FunctionInfo, root: Root, reason: Reason, worker: Value) -> Reason:
        if root.kind == "free":
            message = f"{reason.message}: `{root.name}` of the enclosing function is shared by all threads"
            return Reason("closure-mutated", message, reason.path, reason.line)
        if function.parameters[:1] == [root.name] and function.kind == "method":
            message = f"{reason.message}: `{root.name}` was a copy in each process and would be one object"
            return Reason("shared-self", message, reason.path, reason.line)
        message = (
            f"{reason.message}: the argument `{root.name}` was a copy in each process and would be shared"
        )
        return Reason("argument-mutated", message, reason.path, reason.line)

    def given(self, root: Root, reason: Reason, use: Use) -> Iterator[Reason]:
        """The worker calls something of its arguments or of the function around it."""
        value = (
            self.site.locals.get(root.name)
            if root.kind == "free" and root.owner is self.site.function
            else None
        )
        if value is None or not value.targets or root.deep:
            yield reason
            return
        for target in sorted(value.targets, key=repr):
            if isinstance(target, FunctionInfo):
                yield from self.function(target, value, use)
            elif not isinstance(target, External) or not libraries.harmless(target.dotted):
                yield reason

    def aliased(self, function: FunctionInfo, summary: Summary, use: Use) -> Iterator[Reason]:
        """A result that is, or holds, an object which others can see is no longer a copy."""
        assert use.arguments is not None
        plain = [one.types if use.method in _BY_ITEM else one.items for one in use.arguments.all[1:]]
        known = bool(plain) and all(
            one and all(isinstance(each, str) and Value(types=frozenset({each})).immutable for each in one)
            for one in plain
        )
        returned = summary.returns
        roots = (
            NOTHING
            if returned.immutable
            else returned.own
            if self.plain(function, returned)
            else returned.roots
        )
        for root in sorted(roots, key=lambda one: (one.kind, one.name, one.deep)):
            if root in summary.keys:
                continue
            if root.kind == "param" and not known:
                message = f"gives back the argument `{root.name}` itself, where a process gave back a copy"
                yield Reason("result-is-shared", message, function.module.path, function.node.lineno)
                return
            if root.kind in ("global", "class", "free"):
                message = (
                    f"gives back `{root.name}`, which all threads share, where a process gave back a copy"
                )
                yield Reason("result-is-shared", message, function.module.path, function.node.lineno)
                return

    def plain(self, function: FunctionInfo, returned: Value) -> bool:
        """Whether all that the result holds is of types that cannot change (`list[int]`)."""
        node = None if isinstance(function.node, ast.Lambda) else function.node.returns
        known = self.effects.typist.annotation(function.module, node)
        items = returned.items or (known.items if not known.immutable else frozenset())
        return bool(items) and Value(types=items).immutable

    def made(self, owner: ClassInfo, use: Use) -> Iterator[Reason]:
        for name in ("__new__", "__init__", "__post_init__"):
            method = self.effects.typist.method(owner, name)
            if method is None:
                continue
            summary = self.effects.of(method)
            yield from summary.effects
            for one in self.effects.closure([method]):
                yield from self.effects.known(one).effects
            for root, reason in summary.changed:
                if root.name != method.parameters[0] or root.deep:
                    yield self.changed(method, root, reason, Value())
        outside = [one for one in self.effects.typist.lineage(owner) if isinstance(one, str)]
        if any(one not in libraries.PLAIN_BASES for one in outside):
            yield self.at("unknown-call", f"unknown base class of the worker {owner.qualname}", use.call)

    def changed_by_call(self, node: ast.AST, names: set[str]) -> str:
        """The variable that a call of the project's own code may change."""
        if not isinstance(node, ast.Call):
            return ""
        function = node.func
        if (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Name)
            and function.value.id in names
        ):
            return "" if _reads(function.attr) else function.value.id
        given = [one.id for one in node.args if isinstance(one, ast.Name) and one.id in names]
        targets = expression_targets(self.effects.program, self.site.module, function) if given else ()
        for target in targets:
            if isinstance(target, FunctionInfo) and self.effects.of(target).changed:
                return given[0]
        return ""

    def changed_meanwhile(self, use: Use) -> Iterator[Reason]:
        """Arguments that the program changes while the workers run."""
        if self.site.kind == "joblib" or (use.method in _BLOCKING and self.site.kind == "pool"):
            return
        names = {
            one.id
            for node in [*use.call.args[1:], *(keyword.value for keyword in use.call.keywords)]
            for one in ast.walk(node)
            if isinstance(one, ast.Name)
        }
        body = self.site.function.node.body
        for node in (two for one in (body if isinstance(body, list) else [body]) for two in ast.walk(one)):
            name = _changed_name(node) or self.changed_by_call(node, names)
            if name in names and _may_run_later(node, use.call, self.site):
                yield self.at(
                    "argument-changed-meanwhile",
                    f"`{name}` is changed while workers may still read it; processes had a copy",
                    node,
                )


def _reads(name: str) -> bool:
    return name in READING_METHODS


def as_submitted(function: FunctionInfo, worker: Value, use: Use) -> FunctionInfo:
    """The worker as it is for the switches that the submission gives or leaves at their defaults."""
    arguments = use.arguments
    if worker.partial or arguments is None or arguments.spread:
        return function
    if use.method in _BY_ITEM:
        given = arguments.positional[1:]
    elif use.method in {"map", "imap", "imap_unordered", "map_async"}:
        given = [Value() for _ in arguments.positional[1:]]
    else:
        return function
    first = [Value()] if function.kind in ("method", "classmethod") else []
    names = [one.arg for one in (*function.node.args.posonlyargs, *function.node.args.args)]
    bound = dict(zip(names, [*first, *given], strict=False))
    named = arguments.named if use.method in _BY_ITEM else {}
    return for_call(function, bound | named)


def left_out(function: FunctionInfo, name: str, worker: Value, use: Use) -> bool:
    """Whether the submission certainly leaves a parameter at a default that cannot change."""
    arguments = use.arguments
    if worker.partial or arguments is None or arguments.spread or name not in function.parameters:
        return False
    if use.method not in _BY_ITEM | {"map", "imap", "imap_unordered", "map_async"}:
        return False
    spec = function.node.args
    positional = [one.arg for one in (*spec.posonlyargs, *spec.args)]
    given = len(arguments.positional) - 1 if use.method in _BY_ITEM else 1
    given += function.kind in ("method", "classmethod")
    if name in positional[:given] or name in arguments.named:
        return False
    if (
        use.method not in _BY_ITEM
        and len(arguments.positional) > 2
        and isinstance(use.call.func, ast.Attribute)
    ):
        return False
    return _plain_default(function, name)


def _plain_default(function: FunctionInfo, name: str) -> bool:
    spec = function.node.args
    positional = [*spec.posonlyargs, *spec.args]
    pairs = list(zip(reversed(positional), reversed(spec.defaults), strict=False))
    pairs += [(one, value) for one, value in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if value]
    return any(one.arg == name and isinstance(value, ast.Constant) for one, value in pairs)


def _changed_name(node: ast.AST) -> str:
    """The variable whose object a statement changes in place."""
    target: ast.expr | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        from ftmigrate.analysis.summaries.types import CHANGING_METHODS

        if node.func.attr in CHANGING_METHODS:
            target = node.func.value
    elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        target = node.value
    elif isinstance(node, ast.AugAssign):
        target = node.target
    while isinstance(target, ast.Attribute | ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def _may_run_later(node: ast.AST, call: ast.Call, site: Site) -> bool:
    """Whether a node can run after a call: it stands below, or both are in one loop."""
    if getattr(node, "lineno", 0) >= call.lineno:
        return True
    parents = site.module.source.parents
    around: ast.AST | None = call
    while around is not None and not isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        if isinstance(around, ast.For | ast.While | ast.AsyncFor) and any(
            one is node for one in ast.walk(around)
        ):
            return True
        around = parents.get(around)
    return False


def _arguments(function: FunctionInfo) -> list[ast.arg]:
    spec = function.node.args
    return [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _passes_on(call: ast.Call) -> bool:
    """Whether a call hands on each item of what it is given: `enumerate`, and progress bars by their name."""
    name = _name(call)
    return name in _PASSES_ON or name.lower().endswith(("tqdm", "progress_bar", "progressbar", "trange"))


_PASSES_ON = {"tqdm", "enumerate", "zip", "filter", "track"}
_TAKES_ALL = {
    "list",
    "tuple",
    "set",
    "dict",
    "sum",
    "sorted",
    "max",
    "min",
    "frozenset",
    "Counter",
    "join",
    "deque",
}

_POSITIONS = {
    "pool": ("processes", "initializer", "initargs", "maxtasksperchild", "context"),
    "executor": ("max_workers", "mp_context", "initializer", "initargs"),
    "joblib": ("n_jobs", "backend"),
}
_JOBLIB_CHOICES = {
    "backend": "names its backend", "prefer": "says what it prefers", "require": "says what it requires",
    "timeout": "has a time limit, which stops no thread", "return_as": "hands out results one by one",
}  # fmt: skip


def constructor_arguments(site: Site) -> list[tuple[str, ast.expr]]:
    """The constructor's arguments by name, positional ones too; `*` and `**` where spread."""
    found: list[tuple[str, ast.expr]] = []
    for name, node in zip(_POSITIONS[site.kind], site.call.args, strict=False):
        found.append(("*" if isinstance(node, ast.Starred) else name, node))
    return found + [(keyword.arg or "**", keyword.value) for keyword in site.call.keywords]
