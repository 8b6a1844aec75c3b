"""Every rule, in the order in which overlapping edits win."""

from ftmigrate.rules.rule import Rule

RULES: tuple[Rule, ...] = ()


def rule(code: str) -> Rule | None:
    """The rule of a full code, upper or lower case."""
    return next((found for found in RULES if found.code == code.upper()), None)
