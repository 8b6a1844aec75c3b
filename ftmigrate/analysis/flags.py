"""Switches: module-level constants that nothing sets again, and parameters that tests ask for."""

import ast
import re
from dataclasses import replace

from ftmigrate.analysis.program import FunctionInfo, ModuleInfo, Program, is_test, last_name, own_nodes
from ftmigrate.analysis.targets import Variable

_MOST_MODULES = 30
"""A name that more modules mention is no switch that can be followed."""


def constant_of(program: Program, variable: Variable) -> ast.Constant | None:
    """The constant of a switch such as `DEBUG = False`; None where the project may give it another value.

    That a user of a library sets it (`library.settings.log = True`) cannot be seen: a verdict that rests
    on the answer must say so.
    """
    bindings = variable.module.bindings.get(variable.name, ())
    node = bindings[0].node if len(bindings) == 1 and bindings[0].kind == "assign" else None
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if not isinstance(value, ast.Constant) or not (value.value is None or isinstance(value.value, bool)):
        return None
    return None if _may_be_set(program, variable) else value


def _may_be_set(program: Program, variable: Variable) -> bool:
    if program.count(variable.name) > _MOST_MODULES:
        return True
    modules = [one for one in program.mentioning(variable.name) if not is_test(one.path)]
    return any(_stores(one, variable) for one in [*modules, variable.module]) or _unseen(program, variable)


def _stores(module: ModuleInfo, variable: Variable) -> bool:
    """Whether a module stores the name, as a global, an attribute of anything, or by its name as text."""
    own = module is variable.module
    bound = 0
    for node in own_nodes(module.source.tree.body) if own else ():
        bound += (
            isinstance(node, ast.Name) and node.id == variable.name and not isinstance(node.ctx, ast.Load)
        )
    if bound > 1:
        return True
    return any(_stores_it(node, variable.name, own) for node in ast.walk(module.source.tree))


def _stores_it(node: ast.AST, name: str, own: bool) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == name and not isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Global):
        return name in node.names
    if isinstance(node, ast.Name):
        return own and node.id in ("globals", "exec", "vars", "setattr")
    return isinstance(node, ast.Call) and _names_it(node, name)


def _names_it(node: ast.Call, name: str) -> bool:
    """`setattr(settings, "log", True)`, `settings.__dict__.update(log=True)`."""
    return last_name(node.func) in ("setattr", "patch", "setitem", "update", "__setattr__", "configure") and (
        any(isinstance(one, ast.Constant) and str(one.value).endswith(name) for one in node.args)
        or any(one.arg == name for one in node.keywords)
    )


def _unseen(program: Program, variable: Variable) -> bool:
    """Whether some module sets attributes of this one by names that are only known when it runs."""
    last = variable.module.name.rpartition(".")[2]
    pattern = rf"setattr\(\s*[\w.]*\b{last}\b|\b{last}\.__dict__|vars\(\s*[\w.]*\b{last}\b"
    found = [one for one in program.mentioning(last, pattern) if not is_test(one.path)]
    return any(re.search(pattern, one.source.text) for one in found)


def switches(function: FunctionInfo) -> frozenset[str]:
    """Parameters that tests ask for, here or in what is called, and that keep the value they were given."""
    if function.switches is None:
        function.switches = _switches(function)
    return function.switches


def _switches(function: FunctionInfo) -> frozenset[str]:
    decorators = {last_name(one) for one in getattr(function.node, "decorator_list", ())}
    if isinstance(function.node, ast.Lambda) or decorators - {"staticmethod", "classmethod"}:
        return frozenset()
    nodes = [two for one in function.node.body for two in ast.walk(one)]
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    if any(isinstance(one, inner) for one in nodes):
        return frozenset()  # what is nested sees the parameters of the function that it stands in
    tests = [one.test for one in nodes if isinstance(one, ast.If | ast.IfExp | ast.While)]
    asked = {two.id for one in tests for two in ast.walk(one) if isinstance(two, ast.Name)}
    calls = [one for one in nodes if isinstance(one, ast.Call)]
    given = [two for one in calls for two in (*one.args, *(keyword.value for keyword in one.keywords))]
    asked |= {one.id for one in given if isinstance(one, ast.Name)}  # passed on to one that may ask
    stored = {one.id for one in nodes if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
    stored |= {str(getattr(one, "name", "")) for one in nodes}  # handlers and patterns
    return frozenset(asked & set(_plain(function)) - stored)


def _plain(function: FunctionInfo) -> list[str]:
    spec = function.node.args
    return [one.arg for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]


def default_of(function: FunctionInfo, name: str) -> ast.expr | None:
    """The default of a parameter."""
    spec = function.node.args
    positional = [*spec.posonlyargs, *spec.args]
    pairs = list(zip(reversed(positional), reversed(spec.defaults), strict=False))
    pairs += [(one, value) for one, value in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if value]
    return next((value for one, value in pairs if one.arg == name), None)


def specialised(function: FunctionInfo, constants: dict[str, ast.Constant]) -> FunctionInfo:
    """The function as it is when some of its switches are given; the same one each time."""
    if not constants:
        return function
    key = tuple(sorted((name, repr(value.value)) for name, value in constants.items()))
    if key not in function.variants:
        function.variants[key] = replace(function, constants=constants, variants={})
    return function.variants[key]
