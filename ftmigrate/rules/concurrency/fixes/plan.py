"""Finds for each reason against threads the fix that removes it; all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ftmigrate.model.finding import Edit, Reason
from ftmigrate.rules.concurrency.fixes.case import Case, Fix, Met
from ftmigrate.rules.concurrency.fixes.closing import close_after_last_use
from ftmigrate.rules.concurrency.fixes.copying import copy_arguments
from ftmigrate.rules.concurrency.fixes.filtering import filters_for_each_thread
from ftmigrate.rules.concurrency.fixes.nothing_to_edit import (
    dead_handlers,
    ends_a_task,
    no_initializer,
    progress_lock,
)
from ftmigrate.rules.concurrency.fixes.opting_in import opt_in


@dataclass(frozen=True, slots=True)
class Plan:
    """The fixes of one site together."""

    notes: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    unless: tuple[str, ...] = ()


_COPIES = {"argument-mutated", "result-is-shared", "custom-pickling", "argument-changed-meanwhile"}


def _coded(*codes: str) -> Callable[[Reason], bool]:
    return lambda reason: reason.code in codes


def _filters(reason: Reason) -> bool:
    return reason.code == "process-wide" and reason.message.startswith("warnings.")


FIXES: tuple[tuple[Callable[[Reason], bool], Fix], ...] = (
    (_coded("initializer-signals"), no_initializer),
    (_coded("initializer"), progress_lock),
    (_coded("process-exceptions"), dead_handlers),
    (_coded("exits"), ends_a_task),
    (_coded("leaked-pool"), close_after_last_use),
    (_coded(*_COPIES), copy_arguments),
    (_filters, filters_for_each_thread),
)
"""Which reasons a fix takes on, and the fix."""


def plan(case: Case, reasons: Sequence[Reason]) -> Plan | None:
    """The fixes that together remove every reason; None where one is left."""
    met: list[Met] = []
    left = list(reasons)
    for concerns, fix in FIXES:
        mine = [one for one in left if concerns(one)]
        answer = fix(case, mine) if mine else None
        if answer is not None:
            met.append(answer)
            left = [one for one in left if one not in mine]
    if left:
        answer = opt_in(case, left)
        if answer is None:
            return None
        met.append(answer)
    return Plan(
        tuple(one.note for one in met),
        tuple(edit for one in met for edit in one.edits),
        tuple(text for one in met for text in one.unless),
    )
