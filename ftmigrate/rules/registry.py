"""Every rule, in the order in which overlapping edits win."""

from ftmigrate.rules.annotations import (
    changed_by_laziness,
    eager_place,
    future_import,
    quoted_annotation,
    raw_reader,
)
from ftmigrate.rules.concurrency import (
    fork,
    joblib_parallel,
    process,
    process_lock,
    process_manager,
    process_pool,
    process_pool_executor,
    process_queue,
    process_wrapper,
    shared_value,
    start_method,
)
from ftmigrate.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    quoted_annotation.RULE,
    future_import.RULE,
    changed_by_laziness.RULE,
    raw_reader.RULE,
    eager_place.RULE,
    process_pool.RULE,
    process_pool_executor.RULE,
    process.RULE,
    process_queue.RULE,
    process_lock.RULE,
    shared_value.RULE,
    process_manager.RULE,
    joblib_parallel.RULE,
    fork.RULE,
    start_method.RULE,
    process_wrapper.RULE,
)


def rule(code: str) -> Rule | None:
    """The rule of a full code, upper or lower case."""
    return next((found for found in RULES if found.code == code.upper()), None)
