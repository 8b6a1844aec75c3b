"""`ftmigrate env list` in a terminal."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ftmigrate.model.environment_state import Condition, EnvironmentState

_WORDS = {
    Condition.CURRENT: "current",
    Condition.STALE: "the project's dependencies have changed since: ftmigrate env sync",
    Condition.UPGRADED: "its interpreter has changed since: ftmigrate env sync --yes",
    Condition.DANGLING: "its interpreter is gone: ftmigrate env sync --yes",
    Condition.CHANGED: "another environment was made over it: ftmigrate env sync --yes",
    Condition.UNFINISHED: "was never finished: ftmigrate env sync",
    Condition.FOREIGN: "not made by ftmigrate",
}


def render(states: Sequence[EnvironmentState]) -> RenderableType:
    if not states:
        return Text("There are no environments yet. Run: ftmigrate env sync")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for title in ("folder", "target", "python", "state"):
        table.add_column(title, overflow="fold")
    for state in states:
        found = state.environment
        style = "green" if state.condition is Condition.CURRENT else "yellow"
        table.add_row(
            state.path.name,
            found.label if found else "",
            found.interpreter.version if found else "",
            Text(_WORDS[state.condition], style=style),
        )
    return table
