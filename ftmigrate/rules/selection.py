"""Which rules run: prefixes of codes, the longest one that fits decides."""

from collections.abc import Sequence

from ftmigrate.rules.registry import LISTED, Listed
from ftmigrate.rules.rule import Rule

FAMILIES = ("ANN", "MPT")


class UnknownRule(Exception):
    """A selector that fits no rule; `selector` is it, as it was written."""

    def __init__(self, selector: str) -> None:
        super().__init__(selector)
        self.selector = selector


def selected(select: Sequence[str], ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules that `select` names and `ignore` does not take out, in registry order.

    A rule that is off by default needs its full code in `select`. Raises UnknownRule.
    """
    chosen, refused = [_upper(word) for word in select], [_upper(word) for word in ignore]
    return tuple(rule.load() for rule in LISTED if _wanted(rule, chosen, refused))


def _wanted(rule: Listed, chosen: Sequence[str], refused: Sequence[str]) -> bool:
    fitting = [word for word in chosen if rule.code.startswith(word)]
    if not rule.default:
        fitting = [word for word in fitting if word == rule.code]
    against = max((len(word) for word in refused if rule.code.startswith(word)), default=-1)
    return max((len(word) for word in fitting), default=-1) > against


def _upper(word: str) -> str:
    code = word.strip().upper()
    if code == "ALL":
        return ""
    if code not in FAMILIES and not (code and any(rule.code.startswith(code) for rule in LISTED)):
        raise UnknownRule(word)
    return code
