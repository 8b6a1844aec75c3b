"""Conditions that the conversion itself meets."""

import ast
from collections.abc import Sequence

from ftmigrate.analysis.judging import constructor_arguments
from ftmigrate.analysis.targets import External, Target, expression_targets
from ftmigrate.analysis.values import Value
from ftmigrate.model.finding import Reason
from ftmigrate.rules.concurrency.fixes.case import Case, Met


def no_initializer(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """Signals belong to the main thread, which keeps its own: threads need no initializer for them."""
    return Met("the initializer only sets signals and is left out of the threads' side")


def dead_handlers(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """Threads pickle nothing and cannot break a pool: the handler is never entered, and nothing it
    would have repaired happens (library reference, concurrent.futures)."""
    return Met("the handler stays for the processes; threads never enter it")


def progress_lock(case: Case, reasons: Sequence[Reason]) -> Met | None:
    """`tqdm.set_lock` hands processes a common lock; all threads have tqdm's own one (tqdm, "Nested progress
    bars": `set_lock` is for multiprocessing only)."""
    for name, node in constructor_arguments(case.site):
        if name == "initializer":
            value = case.site.locals.get(node.id) if isinstance(node, ast.Name) else None
            targets: Sequence[Target] = (
                sorted(value.targets, key=repr)
                if isinstance(value, Value) and value.targets
                else expression_targets(case.effects.program, case.site.module, node)
            )
            if targets and all(_sets_lock(one) for one in targets):
                return Met("the initializer only shares tqdm's lock, which threads have in common anyway")
    return None


def _sets_lock(target: Target) -> bool:
    return (
        isinstance(target, External)
        and target.dotted.startswith("tqdm.")
        and target.dotted.endswith(".set_lock")
    )
