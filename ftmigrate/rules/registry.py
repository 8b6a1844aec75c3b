"""Every rule, in the order in which overlapping edits win."""

from ftmigrate.rules.annotations import quoted_annotation
from ftmigrate.rules.rule import Rule

RULES: tuple[Rule, ...] = (quoted_annotation.RULE,)


def rule(code: str) -> Rule | None:
    """The rule of a full code, upper or lower case."""
    return next((found for found in RULES if found.code == code.upper()), None)
