"""Arguments that a process got as copies are copied for a thread too."""

import ast
from collections.abc import Iterator, Sequence

from ftmigrate.model.finding import Edit, Reason
from ftmigrate.rules.concurrency.fixes.case import Case, Met

_ITERABLES = {"map", "starmap", "imap", "imap_unordered", "map_async", "starmap_async"}
_APPLIED = {"apply", "apply_async"}


def copy_arguments(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """`copy.deepcopy` of what is submitted, each task's arguments on their own.

    pickle and copy.deepcopy build the copy by the same protocol (`__reduce_ex__`, library reference of both),
    taken at the same moment: where the task is handed in. What the worker changes or gives back is then its
    own, as it was in a process. A bound method's own object and the arguments held by a partial are not among
    what is submitted, so such workers are left.
    """
    if case.site.kind == "joblib" or any(_about_results_elsewhere(one) for one in reasons):
        return None
    if not all(_plain_worker(case, call) for call in case.submissions):
        return None
    name = case.imports.module("copy")
    if name is None:
        return None
    edits: list[Edit] = []
    for call in case.submissions:
        wrapped = list(_arguments(call, case.site.kind))
        if not wrapped:
            return None
        for node, lazily in wrapped:
            text = case.module.segment(node)
            copied = f"map({name}.deepcopy, {text})" if lazily else f"{name}.deepcopy({text})"
            edits.append(case.module.replace(node, copied))
    return Met("each task gets a deep copy of its arguments, as pickling made one", tuple(edits))


def _about_results_elsewhere(reason: Reason) -> bool:
    """A result that is a global is shared whatever the arguments are."""
    return reason.code == "result-is-shared" and "gives back the argument" not in reason.message


def _plain_worker(case: Case, call: ast.Call) -> bool:
    """The worker is a function by its name: no partial, no method of an object, nothing starred."""
    if not call.args or any(isinstance(one, ast.Starred) for one in call.args):
        return False
    if isinstance(call.func, ast.Attribute) and call.func.attr == "run_in_executor":
        return False  # the pool comes first there
    worker = call.args[0]
    use = next(one for one in case.site.uses if one.call is call)
    value = use.arguments.positional[0] if use.arguments and use.arguments.positional else None
    return isinstance(worker, ast.Name) and value is not None and not value.partial and not value.own


def _arguments(call: ast.Call, kind: str) -> Iterator[tuple[ast.expr, bool]]:
    """What is copied, and whether it is an iterable of tasks."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    keywords = {one.arg: one.value for one in call.keywords}
    if None in keywords:
        return
    if method in _ITERABLES:
        positional = call.args[1:] if kind == "executor" else call.args[1:2]
        yield from ((one, True) for one in positional)
        if kind == "pool" and "iterable" in keywords:
            yield keywords["iterable"], True
    elif method in _APPLIED:
        for one in (*call.args[1:3], *(keywords[name] for name in ("args", "kwds") if name in keywords)):
            yield one, False
    else:
        for one in (*call.args[1:], *keywords.values()):
            if not isinstance(one, ast.Constant):
                yield one, False
