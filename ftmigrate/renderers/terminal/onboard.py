"""Team files in a terminal: one line each, a diff where a person has to decide, then what to do."""

import shlex
from collections.abc import Iterator

from rich.console import RenderableType
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from ftmigrate.model.onboarding import FileState, Onboarding, TeamFile
from ftmigrate.renderers.team_files import diff

_SAYS = {
    FileState.MISSING: ("missing", "yellow"),
    FileState.CURRENT: ("up to date", "dim"),
    FileState.OUTDATED: ("out of date", "yellow"),
    FileState.KEPT: ("up to date, your edit is kept", "dim"),
    FileState.EDITED: ("not written: you edited it, and it would be different now", "bold yellow"),
    FileState.FOREIGN: ("not written: it is yours", "bold yellow"),
    FileState.WIRED: ("yours, and it uses ours", "dim"),
}


def render(onboarding: Onboarding) -> Iterator[RenderableType]:
    if not onboarding.sets:
        yield from listing(onboarding)
        return
    for file in onboarding.files:
        yield _line(file)
    for file in onboarding.open:
        if file.state is not FileState.MISSING and (text := diff(file)):
            yield Text("")
            yield Syntax(text.rstrip("\n"), "diff", theme="ansi_dark", background_color="default")
    yield Text("")
    yield from (Text(line) for line in _next(onboarding))


def listing(onboarding: Onboarding, in_use: tuple[str, ...] = ()) -> Iterator[RenderableType]:
    """The sets there are, those in use marked."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("set", "writes", ""):
        table.add_column(column, overflow="fold")
    for one in onboarding.available:
        table.add_row(one.name, one.summary, Text("in use", style="green") if one.name in in_use else "")
    yield table
    yield Text("Write some: ftmigrate onboard --set github-actions --set onboarding")


def _line(file: TeamFile) -> Text:
    says, style = _SAYS[file.state]
    if file.written:
        says, style = ("written" if file.before is None else "rewritten"), "green"
    text = Text.assemble((file.path, "bold"), ": ", (says, style))
    if file.replaced:
        text.append(f"; the old one is in {file.replaced}")
    if file.note and not file.written:
        text.append(f" ({file.note})")
    return text


def _next(onboarding: Onboarding) -> Iterator[str]:
    left = onboarding.open
    if not left:
        written = sum(file.written for file in onboarding.files)
        yield f"{written} file{'s' if written != 1 else ''} written." if written else "Nothing to do."
        return
    if any(file.state in (FileState.MISSING, FileState.OUTDATED) for file in left):
        sets = shlex.join(word for name in onboarding.sets for word in ("--set", name))
        yield f"Bring them up to date: ftmigrate onboard {sets}"
    for name in dict.fromkeys(f.set for f in left if f.state in (FileState.EDITED, FileState.FOREIGN)):
        yield (
            f"Take over by hand what you want of the diff, or replace the file (the old one is kept "
            f"in .ftmigrate/replaced): ftmigrate onboard --set {name} --force"
        )
