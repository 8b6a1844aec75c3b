"""The audit in a terminal: the verdict, what stands in the way, then what is ready."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from ftmigrate.model.auditing import Audit, Go, PackageOnTarget, PackageReadiness, Readiness

_STYLES = {
    Readiness.READY: "green",
    Readiness.BUILDS_FROM_SOURCE: "yellow",
    Readiness.UNKNOWN: "yellow",
    Readiness.BLOCKED: "bold red",
}
_WORST_FIRST = (Readiness.BLOCKED, Readiness.UNKNOWN, Readiness.BUILDS_FROM_SOURCE, Readiness.READY)
_VERDICTS = {Go.GO: "bold green", Go.WAIT: "bold yellow", Go.NO: "bold red"}
_NAMES = 12
_TABLE_WIDTH = 110  # below it the reasons would be a column of single words
_PLACES = 5


def render(audit: Audit, *, verbose: bool = False) -> RenderableType:
    """Everything that is not simply ready gets a row; `verbose` gives every package one, in full."""
    return Group(*_parts(audit, verbose))


def _parts(audit: Audit, verbose: bool) -> Iterator[RenderableType]:
    yield verdict_line(audit)
    rows = [p for p in audit.packages if verbose or _worst(p) is not Readiness.READY]
    if rows:
        worst_first = sorted(rows, key=lambda p: (_WORST_FIRST.index(_worst(p)), p.name))
        yield _Packages(worst_first, audit, verbose)
    yield from _ready(audit)
    yield from _code(audit, verbose)
    if audit.reasons:
        yield Text("Reasons, weightiest first:", style="bold")
        yield from (Text(f"  {number}. {reason}") for number, reason in enumerate(audit.reasons, 1))
    if audit.limits:
        yield Text("Known limits:", style="bold")
        yield from (Text(f"  - {limit}") for limit in audit.limits)


def verdict_line(audit: Audit) -> Text:
    """`go (profile local): 21 dependencies, on 3.14t: 17 ready, 4 unknown`."""
    text = Text.assemble((audit.verdict.value, _VERDICTS[audit.verdict]), f" (profile {audit.profile}): ")
    if not audit.packages:
        return text.append("no dependencies")
    text.append(f"{len(audit.packages)} dependenc{'y' if len(audit.packages) == 1 else 'ies'}")
    for target in audit.targets:
        text.append(f"; on {target}: ")
        text.append(counts(audit, target))
    return text


def counts(audit: Audit, target: str) -> str:
    """`17 ready, 4 unknown` for one target."""
    states = [p.targets[target].status for p in audit.packages if target in p.targets]
    return ", ".join(f"{states.count(s)} {s}" for s in reversed(_WORST_FIRST) if s in states) or "nothing"


@dataclass(frozen=True, slots=True)
class _Packages:
    """A table where there is room for the reasons, else a paragraph a package."""

    packages: Sequence[PackageReadiness]
    audit: Audit
    verbose: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width >= _TABLE_WIDTH:
            yield _table(self.packages, self.audit, self.verbose)
            return
        for package in self.packages:
            yield _paragraph(package, self.audit, self.verbose)


def _paragraph(package: PackageReadiness, audit: Audit, verbose: bool) -> RenderableType:
    states = [Text.assemble(f"{target} ", _cell(package.targets.get(target))) for target in audit.targets]
    head = Text.assemble((f"{package.name} {package.version}".strip(), "bold"), ": ", Text(", ").join(states))
    lines = [Text(f"  {line}") for line in _why(package, audit, verbose)]
    return Group(head, *lines)


def _table(packages: Sequence[PackageReadiness], audit: Audit, verbose: bool) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("package", no_wrap=True)
    for target in audit.targets:
        table.add_column(target, no_wrap=True)
    table.add_column("why", overflow="fold")
    for package in packages:
        cells = [_cell(package.targets.get(target)) for target in audit.targets]
        # Text, for in a plain string rich would take an extra's brackets for its own markup.
        name, why = f"{package.name} {package.version}", "\n".join(_why(package, audit, verbose))
        table.add_row(Text(name), *cells, Text(why))
    return table


def _cell(entry: PackageOnTarget | None) -> Text:
    if entry is None:
        return Text("not needed", style="dim")
    return Text(entry.status.value, style=_STYLES[entry.status])


def _why(package: PackageReadiness, audit: Audit, verbose: bool) -> Iterator[str]:
    if len(package.chain) > 1:
        yield "required by " + " < ".join(reversed(package.chain[:-1]))
    ways: dict[str, None] = {}
    said: set[object] = set()
    for target in audit.targets:
        entry = package.targets.get(target)
        if entry is None or (entry.status is Readiness.READY and not verbose):
            continue
        ways |= dict.fromkeys(entry.way_out)
        label = f"{target}: " if verbose else ""
        if verbose or entry.kind not in said:  # the same on the next target is no news
            yield f"{label}{entry.kind}: " + "; ".join(entry.evidence if verbose else entry.evidence[:2])
        said.add(entry.kind)
        if verbose and entry.proof:
            yield f"{label}{entry.proof}"
    yield from (f"way out: {way}" for way in ways)


def _ready(audit: Audit) -> Iterator[Text]:
    names = [p.name for p in audit.packages if _worst(p) is Readiness.READY]
    if names:
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        yield Text.assemble(
            (f"Ready on every target ({len(names)}): ", "green"), ", ".join(names[:_NAMES]) + more
        )


def _code(audit: Audit, verbose: bool) -> Iterator[Text]:
    """One paragraph a kind: how many, what the first says, where the first few are."""
    if audit.code:
        yield Text("In the project's own code:", style="bold")
    for kind in dict.fromkeys(note.kind for note in audit.code):
        notes = [note for note in audit.code if note.kind == kind]
        yield Text(f"  {kind} ({len(notes)}): {notes[0].message} {notes[0].advice}".rstrip())
        places = [f"{note.path}:{note.line}" if note.line else note.path for note in notes]
        shown = places if verbose else places[:_PLACES]
        more = f" and {len(places) - len(shown)} more" if len(places) > len(shown) else ""
        yield Text(f"    {', '.join(shown)}{more}", style="dim")


def _worst(package: PackageReadiness) -> Readiness:
    states = (entry.status for entry in package.targets.values())
    return min(states, key=_WORST_FIRST.index, default=Readiness.UNKNOWN)


def changed(told: Sequence[str] | None) -> RenderableType:
    """What changed since the audit that --watch keeps; None: there was none."""
    if told is None:
        return Text("Kept for the next time: there was no earlier audit to compare with.", style="dim")
    if not told:
        return Text("Nothing changed since the last audit.", style="dim")
    return Group(Text("Changed since the last audit:", style="bold"), *(Text(f"  - {line}") for line in told))


def summary(audit: Audit) -> tuple[RenderableType, ...]:
    """A few lines for `init`: the verdict, and a line for each package that is not ready."""
    rows = sorted(
        (p for p in audit.packages if _worst(p) is not Readiness.READY),
        key=lambda p: (_WORST_FIRST.index(_worst(p)), p.name),
    )
    lines = [Text.assemble(("Readiness: ", "bold"), verdict_line(audit))]
    for package in rows[:_NAMES]:
        entry = min(package.targets.values(), key=lambda entry: _WORST_FIRST.index(entry.status))
        first = f"{entry.kind}: {entry.evidence[0]}" if entry.evidence else entry.kind.value
        status = (entry.status.value, _STYLES[entry.status])
        lines.append(Text.assemble(f"  {package.name} {package.version}: ", status, f", {first}"))
    if len(rows) > _NAMES:
        lines.append(Text(f"  and {len(rows) - _NAMES} more: see `ftmigrate audit`"))
    return tuple(lines)
