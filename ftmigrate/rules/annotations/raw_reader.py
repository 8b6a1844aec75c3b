"""ANN004: code that reads annotations where 3.14 no longer puts them."""

import ast
import re
from collections.abc import Iterable, Iterator

from ftmigrate.analysis.future_import import statement
from ftmigrate.analysis.import_time import executed
from ftmigrate.analysis.module import Located, Module
from ftmigrate.analysis.names import origins
from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Edit, Finding, Reason, Safety
from ftmigrate.syntax.imports import import_edit

_WORDS = re.compile(
    rb"__annotations__|\b_eval_type\b|\b_evaluate\b|\bget_type_hints\b|\bsignature\b|\bget_annotations\b"
)
_PRIVATE = frozenset(("typing._eval_type", "typing.ForwardRef._evaluate"))
_AT_IMPORT = frozenset(
    ("typing.get_type_hints", "inspect.signature", "inspect.get_annotations", "inspect.getfullargspec",
     "typing_extensions.get_type_hints")
)  # fmt: skip


class RawReader:
    """Finds raw reads of `__annotations__`, private typing functions, and reads at import time."""

    code = "ANN004"
    name = "raw-reader"
    summary = "annotations read from a namespace, by private functions, or at import time"
    default = True

    def wants(self, data: bytes) -> bool:
        return _WORDS.search(data) is not None

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Subscript) and _is_key(node.slice):
                yield _raw(node, node.value, None, module)
            elif isinstance(node, ast.Call):
                yield from _call(node, module, project)
            elif isinstance(node, ast.Compare):
                yield from _membership(node, module)
            elif isinstance(node, ast.Name) and node.id == "__annotations__":
                yield from _bare(node, module)
        yield from _at_import(module, project)


def _is_key(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "__annotations__"


def _call(node: ast.Call, module: Module, project: Project) -> Iterator[Finding]:
    """`X.get("__annotations__", ...)`, and private functions of typing."""
    function = node.func
    method = function.attr if isinstance(function, ast.Attribute) else ""
    if isinstance(function, ast.Attribute) and method in ("get", "pop", "setdefault"):
        default = node.args[1] if len(node.args) > 1 else None
        if node.args and _is_key(node.args[0]):
            yield _raw(node, function.value, default, module, method=method)
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    found = origins(module, module.scoping.module, function, project)
    if found & _PRIVATE or name == "_evaluate":
        sentence = f"`{name}` is private to typing and changed in 3.14; see typing.evaluate_forward_ref"
        yield _report(node, "private-function", sentence, module)


def _membership(node: ast.Compare, module: Module) -> Iterator[Finding]:
    if _is_key(node.left) and all(isinstance(one, ast.In | ast.NotIn) for one in node.ops):
        sentence = (
            "on 3.14 a class namespace holds `__annotate_func__`, not `__annotations__`, while it is made"
        )
        yield _report(node, "namespace-membership", sentence, module)


def _bare(node: ast.Name, module: Module) -> Iterator[Finding]:
    stored = isinstance(node.ctx, ast.Store)
    in_class = any(isinstance(one, ast.ClassDef) for one in _ancestors(node, module))
    if stored and in_class:
        sentence = "on 3.14 this replaces all annotations of the class instead of adding to them"
        yield _report(node, "assigned-in-class", sentence, module)
    elif not stored:
        sentence = "on 3.14 there is no such name in a module or class body: nothing fills it"
        yield _report(node, "bare-name", sentence, module)


def _ancestors(node: ast.AST, module: Module) -> Iterator[ast.AST]:
    at: ast.AST | None = node
    while at is not None:
        at = module.parents.get(at)
        if at is not None:
            yield at


def _raw(
    node: ast.expr, namespace: ast.expr, default: ast.expr | None, module: Module, method: str = "get"
) -> Finding:
    """`cls.__dict__["__annotations__"]` and its kin; exact where the owner and an empty default are seen."""
    owner = _owner(namespace)
    sentence = "3.14 does not keep `__annotations__` in the namespace until somebody asks for it"
    reason = Reason("namespace-read", sentence, module.path, node.lineno)
    written = isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
    empty = isinstance(default, ast.Dict) and not default.keys
    if owner is None or method != "get" or written or not empty:
        advice = "read them with annotationlib.get_annotate_from_class_namespace (or get_annotations)"
        return module.finding(
            RawReader.code, node, Safety.UNSAFE, f"on 3.14 this finds nothing: {advice}", reasons=[reason]
        )
    text = f"annotationlib.get_annotations({module.segment(owner)}, format=annotationlib.Format.FORWARDREF)"
    edits: list[Edit] = [module.replace(node, text)]
    if (needed := import_edit(module.text, module.tree, "annotationlib", module.positions)) is not None:
        edits.append(needed)
    condition = Reason(
        "if:only-3.14", "annotationlib is new in 3.14: only where no older Python is supported", module.path
    )
    return module.finding(
        RawReader.code,
        node,
        Safety.CONDITIONAL,
        "on 3.14 this finds nothing until somebody has asked for the annotations",
        reasons=[reason, condition],
        edits=edits,
    )


def _owner(namespace: ast.expr) -> ast.expr | None:
    """`cls` of `cls.__dict__` and of `vars(cls)`."""
    if isinstance(namespace, ast.Attribute) and namespace.attr == "__dict__":
        return namespace.value
    is_vars = isinstance(namespace, ast.Call) and isinstance(namespace.func, ast.Name)
    if is_vars and isinstance(namespace, ast.Call) and len(namespace.args) == 1:
        return namespace.args[0] if getattr(namespace.func, "id", "") == "vars" else None
    return None


def _at_import(module: Module, project: Project) -> Iterator[Finding]:
    """get_type_hints and signature in the module's own body: names below are not bound yet."""
    if statement(module) is not None:
        return
    for node, scope in executed(module):
        if isinstance(node, ast.Call) and origins(module, scope, node.func, project) & _AT_IMPORT:
            sentence = "evaluates annotations while the module is being imported: names bound below it fail"
            yield _report(node, "read-at-import", sentence, module)


def _report(node: Located, code: str, sentence: str, module: Module) -> Finding:
    reason = Reason(code, sentence, module.path, node.lineno)
    return module.finding(RawReader.code, node, Safety.UNSAFE, sentence, reasons=[reason])


RULE = RawReader()
