"""Interpreters in a terminal."""

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence

from packaging.version import Version
from rich.console import Group, RenderableType
from rich.text import Text

from ftmigrate.model.errors import InterpreterUnavailable
from ftmigrate.model.interpreter import Discovery, Interpreter, Jit, Obtained
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target


def listing_table(discovery: Discovery, *, verbose: bool = False) -> RenderableType:
    """A row an interpreter; of the rejected ones a count, with `verbose` each with its reason."""
    if not discovery.interpreters:
        return Group(Text("No interpreter was found on this machine."), *_rejected(discovery, verbose))
    rows = [
        (entry.version, _build(entry), entry.managed_by or entry.provider, str(entry.path))
        for entry in discovery.interpreters
    ]
    return Group(*_columns([("version", "build", "from", "path"), *rows]), *_rejected(discovery, verbose))


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[Text]:
    """Aligned, with a bold head; never folded, so that paths and commands can be copied and piped."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield _line(line.rstrip(), "" if number else "bold")


def _line(text: str, style: str = "") -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ignore")


def _build(interpreter: Interpreter) -> str:
    words = ["free-threaded" if interpreter.free_threaded else "GIL"]
    if interpreter.implementation != "cpython":
        words.append(interpreter.implementation)
    if interpreter.debug:
        words.append("debug")
    if interpreter.jit is not Jit.NONE:
        words.append(f"JIT {interpreter.jit.value}")
    return ", ".join(words)


def _rejected(discovery: Discovery, verbose: bool) -> Iterator[Text]:
    if not discovery.rejected:
        return
    if verbose:
        yield Text("Not usable:", style="bold")
        yield from (_line(f"  {entry.path}: {entry.reason}") for entry in discovery.rejected)
        return
    reasons = Counter(entry.reason for entry in discovery.rejected)
    yield Text(f"Not usable: {len(discovery.rejected)} (say --verbose for each)", style="dim")
    yield from (Text(f"  {count}: {reason}", style="dim") for reason, count in reasons.most_common(4))


def not_found(target: Target, discovery: Discovery) -> InterpreterUnavailable:
    """The error of `python find`: what was asked, what is here instead, what next."""
    found = sorted({(Version(entry.version), entry.free_threaded) for entry in discovery.interpreters})
    here = [f"{version}{'t' if free_threaded else ''}" for version, free_threaded in found]
    return InterpreterUnavailable(
        f"there is no {target.text} on this machine; found: {', '.join(here) or 'nothing'}.",
        hint=f"Get it: ftmigrate python install {shlex.quote(target.text)}",
    )


def obtained_lines(target: Target, result: Obtained, *, verbose: bool = False) -> RenderableType:
    """The path, and where it is a stand-in or had to be installed, why."""
    assert result.resolution is not None
    interpreter = result.resolution.interpreter
    lines = [_line(str(interpreter.path))]
    if result.resolution.stand_in:
        lines.append(
            Text(f"{interpreter.name} stands in for {target.name}, which can't be had here:", style="yellow")
        )
    if result.resolution.stand_in or verbose:
        lines.extend(Text(f"  {line}") for line in result.explanations)
    return Group(*lines)


def providers_table(target: Target, plans: Sequence[Plan | Refusal]) -> RenderableType:
    """A line a provider (yes, no, or: you must), its commands below."""
    lines = [_line(f"Getting {target.name} here:", "bold")]
    width = max(len(plan.provider) for plan in plans)
    for plan in plans:
        detail = plan.reason if isinstance(plan, Refusal) else plan.summary
        can, style = _ability(plan)
        line = _line(f"{plan.provider:{width}}  ")
        lines.append(line.append(f"{can:3}", style).append(f"  {detail}"))
        lines.extend(_line(f"{'':{width}}       $ {command}", "dim") for command in plan.commands)
    return Group(*lines)


def _ability(plan: Plan | Refusal) -> tuple[str, str]:
    if isinstance(plan, Refusal):
        return "no", "red"
    return ("yes", "green") if plan.runs else ("you", "yellow")
