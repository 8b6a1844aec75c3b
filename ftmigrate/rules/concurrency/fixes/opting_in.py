"""A worker that calls its caller's code: only the caller can say that it may run in threads."""

import ast
from collections.abc import Sequence

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.program import ClassInfo, FunctionInfo
from ftmigrate.analysis.summary import local_names
from ftmigrate.model.finding import Edit, Reason
from ftmigrate.rules.concurrency.fixes.case import Case, Met

OPTION = "use_threads"


_UNKNOWN = {"caller-callable", "unknown-call", "unknown-worker", "unknown-object"}


def opt_in(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """A keyword-only parameter `use_threads`, off by default: nothing changes until a caller asks for it.

    Only where nothing that is known speaks against threads, and all that is left is that the code to run
    comes from the caller or depends on what the caller hands in. A method that others override keeps its
    signature; there the class gets the option.
    """
    known = [one for one in reasons if one.code not in _UNKNOWN and not _only_cleans_up(case, one)]
    if known or not _from_caller(case, reasons):
        return None
    function = case.site.function
    node = function.node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or function.parent is not None:
        return None
    if OPTION in local_names(function).names or _mentioned(node):
        return None
    if function.owner is None or (not _of_self(case) and not _overridden(case, function)):
        return _parameter(case, node)
    return _attribute(case, function, function.owner)


def _from_caller(case: Case, reasons: Sequence[Reason]) -> bool:
    """Whether the caller's own code runs, or the caller's objects reach code that was not followed."""
    if any(one.code == "caller-callable" or one.message.endswith("which it was given") for one in reasons):
        return True
    handed = {
        name
        for call in case.submissions
        for one in (*call.args, *(keyword.value for keyword in call.keywords))
        for name in _names(one)
    }
    return bool(_made_of(case.site.function.node, handed) & set(case.site.function.parameters))


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _made_of(function: ast.AST, names: set[str]) -> set[str]:
    """The names, and those of which they were made in the function, or that were put into them."""
    made = [
        (_names(target), _names(one.value))
        for one in ast.walk(function)
        if isinstance(one, ast.Assign)
        for target in one.targets
    ]
    loops = (one for one in ast.walk(function) if isinstance(one, ast.For | ast.comprehension))
    made += [(_names(one.target), _names(one.iter)) for one in loops]
    made += [
        (_names(one.func.value), {name for given in one.args for name in _names(given)})
        for one in ast.walk(function)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
    ]
    found: set[str] = set()
    while found != names:
        found = names
        names = found.union(*(values for targets, values in made if targets & found))
    return found


def _only_cleans_up(case: Case, reason: Reason) -> bool:
    """`terminate()` on the way out of a failure: threads that were asked for end their tasks first."""
    if reason.code != "terminate":
        return False
    calls = [use.call for use in case.site.uses if use.method == "terminate"]
    return all(_leaving(case, one) for one in calls if one.lineno == reason.line)


def _leaving(case: Case, node: ast.AST) -> bool:
    parent = case.module.parents.get(node)
    while parent is not None and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        if isinstance(node, ast.ExceptHandler) or (isinstance(parent, ast.Try) and node in parent.finalbody):
            return True
        node, parent = parent, case.module.parents.get(parent)
    return False


def _mentioned(node: ast.AST) -> bool:
    return any(OPTION in (getattr(one, "id", ""), getattr(one, "attr", "")) for one in ast.walk(node))


def _of_self(case: Case) -> bool:
    """The callable is an attribute of the object, not an argument of the method."""
    return any(isinstance(call.args[0] if call.args else None, ast.Attribute) for call in case.submissions)


def _overridden(case: Case, function: FunctionInfo) -> bool:
    """Whether a class below or above has the method too, so that one signature is not for one to change."""
    assert function.owner is not None
    name = function.qualname.rpartition(".")[2]
    above = [one for one in case.effects.typist.lineage(function.owner) if one is not function.owner]
    plain = all(
        (isinstance(one, str) and one in ("builtins.object", "object"))
        or (isinstance(one, ClassInfo) and name not in one.methods)
        for one in above
    )
    return not plain or bool(case.effects.overriding(function))


def _parameter(case: Case, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Met | None:
    spec = node.args
    if spec.kwarg is not None:
        return None
    named = [*spec.posonlyargs, *spec.args, *([spec.vararg] if spec.vararg else []), *spec.kwonlyargs]
    if not named:
        return None
    last = named[-1]
    values = [one for one in (*spec.defaults, *spec.kw_defaults) if one is not None]
    end = max(case.module.end(last), *(case.module.end(one) for one in values), 0)
    annotated = any(one.annotation is not None for one in named)
    option = f"{OPTION}: bool = False" if annotated else f"{OPTION}=False"
    words = [option] if spec.vararg or spec.kwonlyargs else ["*", option]
    note = f"the caller says with {OPTION} that what it hands in may run in threads; off by default"
    return Met(note, (_more(case.module, node, last, end, words),), (f"not {OPTION}",))


def _more(
    module: Module,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    last: ast.arg,
    end: int,
    words: Sequence[str],
) -> Edit:
    """Parameters after the last one, on lines of their own where that one has such a line."""
    line = module.positions.line_text(last.lineno)
    indent = line[: len(line) - len(line.lstrip())]
    own_line = module.start(last) == module.positions.line_start(last.lineno) + len(indent)
    if last.lineno == node.lineno or not own_line:
        return Edit(end, end, "".join(f", {one}" for one in words))
    newline = "\r\n" if "\r\n" in module.text else "\n"
    ending, _ = module.positions.location(end)
    below = module.positions.line_start(ending + 1)
    rest = module.text[end:below].strip()
    if rest == "," or (rest.startswith(",") and rest[1:].lstrip().startswith("#")):
        return Edit(below, below, "".join(f"{indent}{one},{newline}" for one in words))
    return Edit(end, end, "".join(f",{newline}{indent}{one}" for one in words))


def _attribute(case: Case, function: FunctionInfo, owner: ClassInfo) -> Met | None:
    """`use_threads = False` on the class, which a subclass, an object or a program can set."""
    first = function.parameters[:1]
    outside = [one for one in case.effects.typist.lineage(owner) if isinstance(one, str)]
    plain = all(one in ("builtins.object", "object") for one in outside)
    if (
        not first
        or function.kind != "method"
        or not plain
        or owner.node.decorator_list
        or owner.node.keywords
    ):
        return None
    names = {*owner.attributes, *owner.methods}
    if OPTION in names or "__slots__" in names or "__getattribute__" in names or _mentioned(owner.node):
        return None
    body = owner.node.body
    docstring = (
        isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    )
    if docstring and len(body) == 1:
        return None
    target = body[1] if docstring else body[0]
    if isinstance(target, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and target.decorator_list:
        line = min(one.lineno for one in target.decorator_list)
    else:
        line = target.lineno
    at = case.module.positions.line_start(line)
    if line == owner.node.lineno:
        return None
    text = case.module.positions.line_text(line)
    indent = text[: len(text) - len(text.lstrip())]
    newline = "\r\n" if "\r\n" in case.module.text else "\n"
    gap = newline if isinstance(target, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else ""
    note = f"{owner.qualname}.{OPTION} says that what its users hand in may run in threads; off by default"
    return Met(
        note, (Edit(at, at, f"{indent}{OPTION} = False{newline}{gap}"),), (f"not {first[0]}.{OPTION}",)
    )
