"""The audit as markdown, short enough for an issue or a pull request."""

from collections.abc import Iterator

from ftmigrate.model.auditing import Audit, PackageReadiness, Readiness
from ftmigrate.renderers.markdown.report import cell

_PLACES = 5


def render(audit: Audit) -> str:
    """The verdict with its reasons, and a row for each package that is not ready everywhere."""
    return "\n".join(_lines(audit)) + "\n"


def _lines(audit: Audit) -> Iterator[str]:
    yield f"## Readiness: {audit.verdict} (profile {audit.profile})"
    if audit.as_of:
        yield f"\nAs of {audit.as_of[:10]}, {len(audit.packages)} dependencies."
    yield from _list("Reasons, weightiest first", audit.reasons)
    yield from _list("Known limits", audit.limits)
    open_packages = [p for p in audit.packages if not _ready(p)]
    if open_packages:
        yield f"\n| package | {' | '.join(audit.targets)} | why | way out |"
        yield "| --- | " + "--- | " * len(audit.targets) + "--- | --- |"
    yield from (_row(package, audit) for package in open_packages)
    ready = [p.name for p in audit.packages if _ready(p)]
    if ready:
        yield f"\nReady on every target: {', '.join(ready)}."
    yield from _code(audit)


def _list(title: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield f"\n{title}:\n"
    yield from (f"- {line}" for line in lines)


def _ready(package: PackageReadiness) -> bool:
    return all(entry.status is Readiness.READY for entry in package.targets.values())


def _row(package: PackageReadiness, audit: Audit) -> str:
    entries = [package.targets.get(target) for target in audit.targets]
    states = [f"{entry.status}" if entry else "not needed" for entry in entries]
    told = [entry for entry in entries if entry and entry.status is not Readiness.READY]
    why = "; ".join(f"{entry.kind}: {entry.evidence[0]}" for entry in told if entry.evidence)
    ways = "; ".join(way for entry in told for way in entry.way_out)
    return f"| {' | '.join(map(cell, [f'{package.name} {package.version}', *states, why, ways]))} |"


def _code(audit: Audit) -> Iterator[str]:
    if audit.code:
        yield "\nIn the project's own code:\n"
    for kind in dict.fromkeys(note.kind for note in audit.code):
        notes = [note for note in audit.code if note.kind == kind]
        places = [f"`{note.path}:{note.line}`" if note.line else f"`{note.path}`" for note in notes]
        more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
        yield f"- {kind} ({len(notes)}): {notes[0].message} {notes[0].advice}".rstrip()
        yield f"  {', '.join(places[:_PLACES])}{more}"
