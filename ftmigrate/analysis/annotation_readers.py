"""Whether a decorator, base or metaclass of the project itself looks at annotations."""

import ast
from collections.abc import Iterator

from ftmigrate.analysis.coping import copes
from ftmigrate.analysis.modules import Module, Project
from ftmigrate.analysis.names import definition, origins

MAX_DEPTH = 8

# Any of these in a function that handles a definition may mean that it reads annotations.
_READING = frozenset(
    [
        "__annotations__",
        "__annotate__",
        "__annotate_func__",
        "get_type_hints",
        "get_annotations",
        "signature",
        "Signature",
        "from_callable",
        "from_function",
        "getfullargspec",
        "getargspec",
        "_eval_type",
        "ForwardRef",
        "_evaluate",
        "evaluate_forward_ref",
        "validate_call",
        "validate_arguments",
        "typechecked",
        "beartype",
        "create_model",
    ]
)
# Methods of a class that run while its subclasses or instances of a metaclass are being made.
_CLASS_HOOKS = ("__init_subclass__", "__new__", "__init__", "__prepare__", "__set_name__", "__call__")


def is_harmless(dotted: str, project: Project, depth: int = 0) -> bool:
    """True where the project's own code is followed to the end and reads no annotation."""
    found = definition(dotted, project)
    if found is None or depth > MAX_DEPTH:
        return False
    module, node = found
    if isinstance(node, ast.ClassDef):
        return _class_is_harmless(module, node, project, depth)
    return not _reads(node, module, project, depth, frozenset((node,)))


def reads_methods(dotted: str, project: Project) -> bool:
    """Whether a function or class hook of the project itself, or what it calls, was seen to read.

    What its own bases of other packages do is not counted: those are taken to read fields only.
    """
    found = definition(dotted, project)
    if found is None:
        return False
    module, node = found
    if not isinstance(node, ast.ClassDef):
        return _reads(node, module, project, 0, frozenset((node,)))
    for one in _lineage(module, node, project):
        hooks = [hook for hook in one[1].body if getattr(hook, "name", "") in _CLASS_HOOKS]
        if any(_reads(hook, one[0], project, 0, frozenset((hook,))) for hook in hooks):
            return True
    return False


def _lineage(
    module: Module, node: ast.ClassDef, project: Project, depth: int = 0
) -> Iterator[tuple[Module, ast.ClassDef]]:
    """A class, and those of its bases and metaclasses that the project defines."""
    yield module, node
    scope = module.scoping.scopes[node].parent
    if depth > MAX_DEPTH or scope is None:
        return
    for base in [*node.bases, *(word.value for word in node.keywords if word.arg == "metaclass")]:
        plain = base.value if isinstance(base, ast.Subscript) else base
        for name in origins(module, scope, plain, project):
            found = definition(name, project)
            if found is not None and isinstance(found[1], ast.ClassDef) and found[1] is not node:
                yield from _lineage(found[0], found[1], project, depth + 1)


def _class_is_harmless(module: Module, node: ast.ClassDef, project: Project, depth: int) -> bool:
    scope = module.scoping.scopes[node].parent
    assert scope is not None
    heritage = [*node.bases, *(word.value for word in node.keywords if word.arg == "metaclass")]
    for base in heritage:
        plain = base.value if isinstance(base, ast.Subscript) else base
        names = origins(module, scope, plain, project)
        if not names or not all(copes(one) or is_harmless(one, project, depth + 1) for one in names):
            return False
    hooks = [one for one in node.body if getattr(one, "name", "") in _CLASS_HOOKS]
    return not any(_reads(hook, module, project, depth, frozenset((hook,))) for hook in hooks)


def _reads(node: ast.AST, module: Module, project: Project, depth: int, seen: frozenset[ast.AST]) -> bool:
    if depth > MAX_DEPTH:
        return True
    for child in ast.walk(node):
        name = child.attr if isinstance(child, ast.Attribute) else getattr(child, "id", "")
        if name in _READING or (isinstance(child, ast.Constant) and child.value == "__annotations__"):
            return True
        if isinstance(child, ast.Call) and _call_reads(child, module, project, depth, seen):
            return True
    return False


def _call_reads(
    call: ast.Call, module: Module, project: Project, depth: int, seen: frozenset[ast.AST]
) -> bool:
    """Calls by name are followed in the project; methods of unknown objects are not."""
    if not isinstance(call.func, ast.Name):
        return False
    for dotted in origins(module, module.scoping.module, call.func, project):
        found = definition(dotted, project)
        if found is None or found[1] in seen or isinstance(found[1], ast.ClassDef):
            continue
        if _reads(found[1], found[0], project, depth + 1, seen | {found[1]}):
            return True
    return False
