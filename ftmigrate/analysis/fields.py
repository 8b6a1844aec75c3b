"""Fields of dataclasses, attrs and pydantic: whether each instance gets a default of its own.

`field(default_factory=list)` makes one for each; `field(default_factory=lambda: SHARED)` gives all of
them the same one, as does a function of the project, which may return anything.
"""

import ast

from ftmigrate.analysis.program import ClassInfo, ModuleInfo, Program
from ftmigrate.analysis.summaries import types as known_types
from ftmigrate.analysis.targets import External, expression_targets

_FACTORIES = ("default_factory", "factory")
_MAKERS = known_types.IMMUTABLE | known_types.SHALLOW_IMMUTABLE | frozenset(known_types.MUTATORS)


def own_default(program: Program, module: ModuleInfo, call: ast.Call) -> bool:
    """Whether what `field(...)` gives to an instance is nobody else's, or cannot change."""
    for keyword in call.keywords:
        if keyword.arg is None:
            return False
        if keyword.arg in _FACTORIES and not _makes(program, module, keyword.value):
            return False
        if keyword.arg == "default" and not _fresh(program, module, keyword.value):
            return False
    return all(_fresh(program, module, one) for one in call.args)


def _makes(program: Program, module: ModuleInfo, factory: ast.expr) -> bool:
    """A class, whose call is a new object, or a lambda that writes one down."""
    if isinstance(factory, ast.Lambda):
        return _fresh(program, module, factory.body)
    targets = expression_targets(program, module, factory)
    return bool(targets) and all(
        isinstance(one, ClassInfo) or (isinstance(one, External) and one.dotted in _MAKERS) for one in targets
    )


def _fresh(program: Program, module: ModuleInfo, node: ast.expr) -> bool:
    """Made where it stands, with all that is in it."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return True
    if isinstance(node, ast.List | ast.Set | ast.Tuple):
        return all(_fresh(program, module, one) for one in node.elts)
    if isinstance(node, ast.Dict):
        parts = [*node.keys, *node.values]
        return all(one is not None and _fresh(program, module, one) for one in parts)
    if isinstance(node, ast.BinOp):
        return _fresh(program, module, node.left) and _fresh(program, module, node.right)
    if isinstance(node, ast.UnaryOp):
        return _fresh(program, module, node.operand)
    if isinstance(node, ast.Call):
        given = [*node.args, *(word.value for word in node.keywords)]
        return _makes(program, module, node.func) and all(_fresh(program, module, one) for one in given)
    return isinstance(node, ast.Name | ast.Attribute) and _makes(program, module, node)
