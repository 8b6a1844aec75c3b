"""Where a module makes a pool of processes, what it does with it, and which workers it is given."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ftmigrate.analysis.binding import Arguments
from ftmigrate.analysis.effects import Effects, Glance
from ftmigrate.analysis.program import ClassInfo, FunctionInfo, ModuleInfo
from ftmigrate.analysis.statements import Statements
from ftmigrate.analysis.targets import External
from ftmigrate.analysis.values import Value

POOLS = frozenset({"multiprocessing.Pool", "multiprocessing.pool.Pool"})
EXECUTORS = frozenset({
    "concurrent.futures.ProcessPoolExecutor", "concurrent.futures.process.ProcessPoolExecutor",
})  # fmt: skip


JOBLIB = frozenset({"joblib.Parallel", "joblib.parallel.Parallel", "sklearn.utils.parallel.Parallel"})
DELAYED = frozenset({"joblib.delayed", "joblib.parallel.delayed", "sklearn.utils.parallel.delayed"})


@dataclass(frozen=True, slots=True)
class Use:
    """A method of the pool being called: `value` and `arguments` as the analysis saw them."""

    method: str
    call: ast.Call
    arguments: Arguments | None


@dataclass(slots=True)
class Site:
    """One place where a pool is made. `name` is the variable that holds it, "" where there is none.

    `locals` are the values of the function's names; `escapes` the nodes at which the pool leaves our sight.
    """

    kind: str
    call: ast.Call
    module: ModuleInfo
    function: FunctionInfo
    name: str = ""
    certain: bool = True
    entered: bool = False
    locals: dict[str, Value] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    escapes: list[ast.AST] = field(default_factory=list)


def module_body(module: ModuleInfo) -> FunctionInfo:
    """The statements of a module as if they were a function's."""
    node = ast.FunctionDef(
        name="<module>", args=ast.arguments([], [], None, [], [], None, []), body=module.source.tree.body,
        decorator_list=[], returns=None, lineno=1, col_offset=0,
    )  # fmt: skip
    return FunctionInfo(module, "<module>", node)


def scopes(module: ModuleInfo) -> list[FunctionInfo]:
    """Every body of statements of a module: its own, and each function's."""
    functions = [one for one in list(module.by_node.values()) if isinstance(one, FunctionInfo)]
    return [module_body(module), *functions]


def scopes_around(module: ModuleInfo, nodes: Iterable[ast.AST]) -> list[FunctionInfo]:
    """The bodies that the nodes stand in, each once; a lambda's is the function's around it."""
    parents = module.source.parents
    found: dict[FunctionInfo, None] = {}
    body = module_body(module)
    for node in nodes:
        around: ast.AST | None = node
        while around is not None and not isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
            around = parents.get(around)
        info = module.by_node.get(around) if around is not None else None
        found[info if isinstance(info, FunctionInfo) else body] = None
    return list(found)


def find_sites(module: ModuleInfo, effects: Effects, near: Iterable[ast.AST]) -> list[Site]:
    """The calls that make a pool of processes in the bodies around some nodes, in the order of the text."""
    found: dict[ast.Call, Site] = {}
    for scope in scopes_around(module, near):
        frame = Statements(scope, Glance(effects))
        frame.read()
        for call, (value, arguments) in frame.seen.items():
            kind = maker(call, value)
            if kind and call not in found:
                site = Site(kind, call, module, scope, locals=frame.ever)
                site.certain = len(value.targets) <= 1
                follow(site, frame)
                found[call] = site
            assert isinstance(arguments, Arguments)
    return sorted(found.values(), key=lambda site: (site.call.lineno, site.call.col_offset))


def find_joblib(module: ModuleInfo, effects: Effects, near: Iterable[ast.AST]) -> list[Site]:
    """Every `Parallel(...)(delayed(worker)(...) for ...)`, as a site whose one use is the worker's call."""
    found: dict[ast.Call, Site] = {}
    parents = module.source.parents
    for scope in scopes_around(module, near):
        frame = Statements(scope, Glance(effects))
        frame.read()
        for call, (value, _) in frame.seen.items():
            if call in found or not _is_joblib(value, effects):
                continue
            site = found[call] = Site("joblib", call, module, scope, locals=frame.ever)
            for one in _parallel_calls(site, parents):
                given = [node for argument in one.args for node in _tasks(argument, scope)]
                uses = [_delayed(node, frame) for node in given if _is_delayed(node, frame)]
                site.uses += uses
                if not uses:
                    site.escapes.append(one)
            if not site.uses and not site.escapes:
                site.escapes.append(parents.get(call) or call)
    return sorted(found.values(), key=lambda site: (site.call.lineno, site.call.col_offset))


def _is_joblib(value: Value, effects: Effects) -> bool:
    """`Parallel`, or a subclass of it in the project."""
    classes = [one for one in value.targets if isinstance(one, ClassInfo)]
    bases = {base for one in classes for base in effects.typist.lineage(one) if isinstance(base, str)}
    return bool((_names(value) | bases) & JOBLIB)


def _parallel_calls(site: Site, parents: dict[ast.AST, ast.AST]) -> list[ast.Call]:
    """The calls of the `Parallel` object: at once, or through the one variable that holds it."""
    parent = parents.get(site.call)
    if isinstance(parent, ast.Call) and parent.func is site.call:
        return [parent]
    name = _name_of(site, parent, parents)
    if not name:
        site.escapes.append(parent or site.call)
        return []
    found: list[ast.Call] = []
    stores = 0
    for node in _nodes(site.function):
        if isinstance(node, ast.Name) and node.id == name:
            outer = parents.get(node)
            stores += isinstance(node.ctx, ast.Store)
            if isinstance(outer, ast.Call) and outer.func is node:
                found.append(outer)
            elif isinstance(node.ctx, ast.Load):
                site.escapes.append(outer or node)
    if stores > 1:
        site.escapes.append(site.call)
    return found


def _tasks(node: ast.expr, function: FunctionInfo) -> Iterator[ast.AST]:
    """The nodes of what is handed in; a name stands for the one generator or list that it was given."""
    if isinstance(node, ast.Name):
        given = [
            one.value
            for one in _nodes(function)
            if isinstance(one, ast.Assign) and any(_binds(target, node.id) for target in one.targets)
        ]
        stores = sum(
            isinstance(one, ast.Name) and one.id == node.id and isinstance(one.ctx, ast.Store)
            for one in _nodes(function)
        )
        if len(given) == stores == 1:
            yield from ast.walk(given[0])
        return
    yield from ast.walk(node)


def _binds(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def _names(value: Value) -> set[str]:
    return {one.dotted for one in value.targets if isinstance(one, External)}


def _is_delayed(node: ast.AST, frame: Statements) -> bool:
    """`delayed(worker)(arguments)`."""
    inner = node.func if isinstance(node, ast.Call) else None
    seen = frame.seen.get(inner) if isinstance(inner, ast.Call) else None
    return seen is not None and bool(_labels(seen[0]) & DELAYED)


def _labels(value: Value) -> set[str]:
    """The dotted names of outside functions and of the project's own."""
    return _names(value) | {one.label for one in value.targets if isinstance(one, FunctionInfo)}


def _delayed(node: ast.AST, frame: Statements) -> Use:
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Call)
    worker, given = frame.seen[node.func][1], frame.seen[node][1] if node in frame.seen else None
    assert isinstance(worker, Arguments)
    rest = given if isinstance(given, Arguments) else Arguments(spread=True)
    arguments = Arguments([*worker.positional[:1], *rest.positional], rest.named, rest.spread, rest.nodes)
    return Use("submit", node, arguments)


def maker(call: ast.Call, value: Value) -> str:
    """`pool` or `executor` where the call makes one; "" elsewhere."""
    names = {one.dotted for one in value.targets if isinstance(one, External)}
    if names & POOLS:
        return "pool"
    if names & EXECUTORS:
        return "executor"
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return "pool" if method == "Pool" and value.types == {"multiprocessing.context"} else ""


def follow(site: Site, frame: Statements) -> None:
    """Fills in the pool's name, what is done with it and where it escapes."""
    parents = site.module.source.parents
    parent = parents.get(site.call)
    if (
        isinstance(parent, ast.Attribute)
        and isinstance(call := parents.get(parent), ast.Call)
        and call.func is parent
    ):
        site.uses.append(_use(parent.attr, call, frame))
        return
    name = _name_of(site, parent, parents)
    if name is None:
        site.escapes.append(parent or site.call)
        return
    site.name = name
    stores = 0
    for node in _nodes(site.function):
        if isinstance(node, ast.Name) and node.id == name:
            if isinstance(node.ctx, ast.Load):
                _load(site, node, frame)
            else:
                stores += 1
    if stores > 1:
        site.escapes.append(parent or site.call)


def _name_of(site: Site, parent: ast.AST | None, parents: dict[ast.AST, ast.AST]) -> str | None:
    """The variable that takes the pool; "" where a `with` needs none, None where it goes elsewhere."""
    if isinstance(parent, ast.withitem):
        site.entered = True
        target = parent.optional_vars
        return target.id if isinstance(target, ast.Name) else None if target is not None else ""
    if (
        isinstance(parent, ast.Assign)
        and len(parent.targets) == 1
        and isinstance(parent.targets[0], ast.Name)
    ):
        name = parent.targets[0].id
        declared = any(
            isinstance(one, ast.Global | ast.Nonlocal) and name in one.names for one in _nodes(site.function)
        )
        shared = site.function.qualname == "<module>" and _read_elsewhere(site, name)
        return None if declared or shared else name
    if (
        isinstance(parent, ast.Call)
        and _closing(parent)
        and isinstance(item := parents.get(parent), ast.withitem)
    ):
        return _name_of(site, item, parents)
    return None


def _closing(node: ast.Call) -> bool:
    return ast.unparse(node.func) in ("closing", "contextlib.closing")


def _read_elsewhere(site: Site, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name
        for one in scopes(site.module)[1:]
        for node in _nodes(one)
    )


def _nodes(function: FunctionInfo) -> Iterator[ast.AST]:
    """The nodes of a function's body, nested functions included (a module: without functions)."""
    body = function.node.body if isinstance(function.node.body, list) else [function.node.body]
    for one in body:
        definition = isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if function.qualname != "<module>" or not definition:
            yield from ast.walk(one)


def _load(site: Site, node: ast.Name, frame: Statements) -> None:
    parents = site.module.source.parents
    parent = parents.get(node)
    if (
        isinstance(parent, ast.Attribute)
        and isinstance(call := parents.get(parent), ast.Call)
        and call.func is parent
    ):
        site.uses.append(_use(parent.attr, call, frame))
    elif isinstance(parent, ast.withitem) and parent.optional_vars is None:
        site.entered = True
    elif site.kind == "executor" and isinstance(parent, ast.Call) and _handed_to_loop(parent, node):
        site.uses.append(_in_executor(parent, frame))
    else:
        site.escapes.append(parent or node)


def _handed_to_loop(call: ast.Call, node: ast.Name) -> bool:
    """`loop.run_in_executor(pool, worker, *arguments)`."""
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "run_in_executor"
        and call.args[:1] == [node]
        and len(call.args) > 1
        and not call.keywords
    )


def _in_executor(call: ast.Call, frame: Statements) -> Use:
    seen = frame.seen.get(call)
    arguments = seen[1] if seen else None
    if not isinstance(arguments, Arguments) or isinstance(call.args[1], ast.Starred):
        return Use("submit", call, None)
    given = Arguments(arguments.positional[1:], {}, arguments.spread, arguments.nodes[1:])
    return Use("submit", call, given)


def _use(method: str, call: ast.Call, frame: Statements) -> Use:
    seen = frame.seen.get(call)
    arguments = seen[1] if seen else None
    if not isinstance(arguments, Arguments):
        return Use(method, call, None)
    if method in ("apply", "apply_async"):
        arguments = _applied(call, arguments, frame)
    return Use(method, call, arguments)


def _applied(call: ast.Call, arguments: Arguments, frame: Statements) -> Arguments:
    """The worker's own arguments, which `apply` takes as a tuple and a dict."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    packed = call.args[1] if len(call.args) > 1 else named.get("args")
    keywords = call.args[2] if len(call.args) > 2 else named.get("kwds")
    if not call.args or isinstance(call.args[0], ast.Starred):
        return arguments
    worker = arguments.positional[0]
    if packed is not None and not isinstance(packed, ast.Tuple | ast.List):
        return Arguments([worker, *arguments.all[1:]], {}, True, arguments.nodes)
    if keywords is not None and not isinstance(keywords, ast.Dict):
        return Arguments([worker, *arguments.all[1:]], {}, True, arguments.nodes)
    elements = list(packed.elts) if packed is not None else []
    rest = [frame.evaluate(one) for one in elements]
    extra = (
        {}
        if keywords is None
        else {
            key.value: frame.evaluate(value)
            for key, value in zip(keywords.keys, keywords.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
    )
    return Arguments([worker, *rest], extra, False, [call.args[0], *elements])
