"""The rules as people ask for them: a list, and one page at a time."""

from importlib import resources

from ftmigrate.model.errors import UsageError
from ftmigrate.rules import pages
from ftmigrate.rules.registry import LISTED, RULES, rule
from ftmigrate.rules.rule import Rule


def rows() -> list[tuple[str, str, str, bool]]:
    """Code, name, summary and whether it is on by default, in registry order."""
    return [_row(one) for one in RULES]


def row(code: str) -> tuple[str, str, str, bool]:
    return _row(_known(code))


def page(code: str) -> str:
    """The Markdown page of a rule; UsageError where there is no such rule."""
    name = pages.file_name(type(_known(code)).__module__)
    return resources.files("ftmigrate.rules").joinpath(name).read_text(encoding="utf-8")


def _row(one: Rule) -> tuple[str, str, str, bool]:
    return one.code, one.name, one.summary, one.default


def _known(code: str) -> Rule:
    found = rule(code)
    if found is None:
        known = ", ".join(one.code for one in LISTED)
        raise UsageError(f"there is no rule {code!r}.", hint=f"There are: {known}.")
    return found
