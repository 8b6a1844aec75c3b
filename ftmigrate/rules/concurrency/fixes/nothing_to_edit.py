"""Conditions that the conversion itself meets."""

import ast
from collections.abc import Sequence

from ftmigrate.analysis.judging import constructor_arguments
from ftmigrate.analysis.summary import local_names
from ftmigrate.analysis.targets import External, Target, expression_targets
from ftmigrate.model.finding import Reason
from ftmigrate.rules.concurrency.fixes.case import Case, Met


def no_initializer(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """Signals belong to the main thread, which keeps its own: threads need no initializer for them."""
    return Met("the initializer only sets signals and is left out of the threads' side")


def dead_handlers(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """Threads pickle nothing and cannot break a pool: the handler is never entered, and nothing it
    would have repaired happens (library reference, concurrent.futures)."""
    return Met("the handler stays for the processes; threads never enter it")


def ends_a_task(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """`sys.exit` in a worker does the same in both pools of multiprocessing (one worker ends and is replaced,
    its result never comes) and in both executors (the future raises SystemExit)."""
    if case.site.kind == "joblib" or any("os._exit" in one.message for one in reasons):
        return None
    return Met("SystemExit in a worker ends its task alike in processes and threads")


def progress_lock(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """`tqdm.set_lock` hands processes a common lock; all threads have tqdm's own one (tqdm, "Nested progress
    bars": `set_lock` is for multiprocessing only)."""
    for name, node in constructor_arguments(case.site):
        if name == "initializer":
            targets = [
                target
                for one in _meanings(case, node)
                for target in expression_targets(case.effects.program, case.site.module, one) or (None,)
            ]
            if targets and all(_sets_lock(one) for one in targets):
                return Met("the initializer only shares tqdm's lock, which threads have in common anyway")
    return None


def _meanings(case: Case, node: ast.expr) -> list[ast.expr]:
    """The expressions that a name is given in the function; `None` is no initializer."""
    if not isinstance(node, ast.Name) or node.id not in local_names(case.site.function).names:
        return [node]
    found: list[ast.expr] = []
    for one in ast.walk(case.site.function.node):
        if isinstance(one, ast.Assign):
            found += [value for target in one.targets for value in _given(target, one.value, node.id)]
        elif isinstance(one, ast.Name) and one.id == node.id and isinstance(one.ctx, ast.Store):
            found += [] if _plainly_stored(case, one) else [node]
    return [one for one in found if not (isinstance(one, ast.Constant) and one.value is None)]


def _given(target: ast.expr, value: ast.expr, name: str) -> list[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        return [value]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        pairs = zip(target.elts, value.elts, strict=True)
        return [one for inner, given in pairs for one in _given(inner, given, name)]
    return []


def _plainly_stored(case: Case, node: ast.Name) -> bool:
    parent = case.module.parents.get(node)
    outer = case.module.parents.get(parent) if isinstance(parent, ast.Tuple) else parent
    return isinstance(outer, ast.Assign) and (
        outer is parent or (isinstance(outer.value, ast.Tuple) and isinstance(parent, ast.Tuple))
    )


def _sets_lock(target: Target | None) -> bool:
    return (
        isinstance(target, External)
        and target.dotted.startswith("tqdm.")
        and target.dotted.endswith(".set_lock")
    )
