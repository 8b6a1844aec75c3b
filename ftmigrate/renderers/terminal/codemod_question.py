"""One finding of `codemod --interactive`: where it stands, why it is conditional, what it would change."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from ftmigrate.model.finding import Finding, Reason
from ftmigrate.renderers.terminal.diff import coloured

# More reasons than fit beside their diff are no help to someone who must decide now.
_SHOWN = 5


def question(path: str, finding: Finding, diff: str, place: str) -> RenderableType:
    """`place` is this question's among all, such as `2/7`; the prompt itself is not in it."""
    title = Text(f"({place}) {path}:{finding.line}:{finding.column + 1} {finding.rule}", style="bold")
    reasons = [Padding(Text(line), (0, 0, 0, 2)) for line in _reasons(path, finding)]
    return Group("", title, Text(finding.message), *reasons, coloured(diff))


def _reasons(path: str, finding: Finding) -> Iterator[str]:
    every = sorted(finding.reasons, key=lambda reason: (reason.path or path, reason.line or 0))
    for reason in every[:_SHOWN]:
        yield f"{reason.code}: {reason.message}{_where(path, reason)}"
    if len(every) > _SHOWN:
        yield f"and {len(every) - _SHOWN} more: they are all in `ftmigrate codemod --unsafe-fixes --json`"


def _where(path: str, reason: Reason) -> str:
    """Empty where the message has said it already."""
    here = (reason.path or path) == path
    if not reason.line or (here and f"line {reason.line}" in reason.message):
        return ""
    return f" ({reason.path or path}:{reason.line})"
