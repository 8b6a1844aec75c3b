"""Every rule, in the order in which overlapping edits win."""

from ftmigrate.rules.annotations import quoted_annotation
from ftmigrate.rules.concurrency import process_pool, process_pool_executor
from ftmigrate.rules.rule import Rule

RULES: tuple[Rule, ...] = (quoted_annotation.RULE, process_pool.RULE, process_pool_executor.RULE)


def rule(code: str) -> Rule | None:
    """The rule of a full code, upper or lower case."""
    return next((found for found in RULES if found.code == code.upper()), None)
