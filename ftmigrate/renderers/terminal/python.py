"""Interpreters in a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ftmigrate.model.errors import InterpreterUnavailable
from ftmigrate.model.interpreter import Discovery, Interpreter, Jit, Obtained
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target


def listing_table(discovery: Discovery, *, verbose: bool = False) -> RenderableType:
    """A row an interpreter; of the rejected ones a count, with `verbose` each with its reason."""
    if not discovery.interpreters:
        return Group(Text("No interpreter was found on this machine."), *_rejected(discovery, verbose))
    table = Table(box=None, pad_edge=False)
    for heading in ("version", "build", "from", "path"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "path")
    for interpreter in discovery.interpreters:
        manager = interpreter.managed_by or interpreter.provider
        table.add_row(interpreter.version, _build(interpreter), manager, str(interpreter.path))
    return Group(table, *_rejected(discovery, verbose))


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
        yield from (Text(f"  {entry.path}: {entry.reason}") for entry in discovery.rejected)
        return
    reasons = Counter(entry.reason for entry in discovery.rejected)
    yield Text(f"Not usable: {len(discovery.rejected)} (say --verbose for each)", style="dim")
    yield from (Text(f"  {count}: {reason}", style="dim") for reason, count in reasons.most_common(4))


def not_found(target: Target, discovery: Discovery) -> InterpreterUnavailable:
    """The error of `python find`: what was asked, what is here instead, what next."""
    here = sorted(
        {f"{entry.version}{'t' if entry.free_threaded else ''}" for entry in discovery.interpreters}
    )
    return InterpreterUnavailable(
        f"there is no {target.name} on this machine; found: {', '.join(here) or 'nothing'}.",
        hint=f"Get it: ftmigrate python install {target.name}",
    )


def obtained_lines(target: Target, result: Obtained, *, verbose: bool = False) -> RenderableType:
    """The path, and where it is a stand-in or had to be installed, why."""
    assert result.resolution is not None
    interpreter = result.resolution.interpreter
    lines = [Text(str(interpreter.path))]
    if result.resolution.stand_in:
        lines.append(
            Text(f"{interpreter.name} stands in for {target.name}, which can't be had here:", style="yellow")
        )
    if result.resolution.stand_in or verbose:
        lines.extend(Text(f"  {line}") for line in result.explanations)
    return Group(*lines)


def providers_table(target: Target, plans: Sequence[Plan | Refusal]) -> RenderableType:
    table = Table(box=None, pad_edge=False, title=f"Getting {target.name} here", title_justify="left")
    for heading in ("provider", "can", "what it would do, or why not", "command"):
        table.add_column(heading, overflow="fold")
    for plan in plans:
        if isinstance(plan, Refusal):
            can, detail = Text("no", style="red"), plan.reason
        else:
            can, detail = (
                Text("yes" if plan.runs else "you", style="green" if plan.runs else "yellow"),
                plan.summary,
            )
        table.add_row(plan.provider, can, detail, "\n".join(plan.commands))
    return table
