"""What `init` says to a person: what is there, what is missing and why, what comes next."""

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from ftmigrate.model.project_setup import Action, CodemodSummary, InitResult, ReadinessSummary, SetupStep

_SIGNS = {
    Action.KEPT: ("=", "dim"),
    Action.MADE: ("+", "green"),
    Action.PLANNED: (">", "cyan"),
    Action.FAILED: ("!", "bold red"),
}
_WORDS = {
    Action.KEPT: "already there",
    Action.MADE: "made",
    Action.PLANNED: "would be made",
    Action.FAILED: "",
}
_REASONS = 3


def render(result: InitResult, *, verbose: bool = False) -> RenderableType:
    return Group(*_parts(result, verbose))


def _parts(result: InitResult, verbose: bool) -> Iterator[RenderableType]:
    if result.nothing_to_do:
        yield Text("Nothing to do: the environments and the configuration are up to date.")
    yield from _steps(result.steps)
    if result.dry_run or verbose:
        yield from _commands(result.steps)
    yield from _missing(result)
    yield from (Text(f"! {finding}", style="yellow") for finding in result.findings)
    yield from (Text(f"  {note}", style="dim") for note in result.notes)
    if result.audit is not None:
        yield from _readiness(result.audit, {one.target.name: one.label for one in result.environments})
    if result.codemod is not None:
        yield _codemod(result.codemod)
    if result.next_steps:
        yield Text("Next:", style="bold")
        yield from (Text(f"  {line}") for line in result.next_steps)


def _steps(steps: tuple[SetupStep, ...]) -> Iterator[Text]:
    # Lines and no table: a path or a command must stay whole, however narrow the terminal is.
    width = max((len(step.name) for step in steps), default=0)
    for step in steps:
        sign, style = _SIGNS[step.action]
        said = " ".join(filter(None, (_WORDS[step.action], "" if "\n" in step.detail else step.detail)))
        yield Text.assemble((sign, style), f" {step.name:{width}}  ", (said, style))


def _commands(steps: tuple[SetupStep, ...]) -> Iterator[Text]:
    for step in steps:
        lines = [f"$ {command}" for command in step.commands]
        lines += step.detail.rstrip().splitlines() if "\n" in step.detail else []
        if lines:
            yield Text(f"{step.name}:", style="bold")
            yield from (Text(f"  {line}") for line in lines)


def _missing(result: InitResult) -> Iterator[RenderableType]:
    for target, lines in result.unavailable.items():
        yield Text(f"Python {target} can't be had on this machine:", style="bold red")
        yield from (Text(f"  {line}") for line in lines)
    for name, text in result.failures.items():
        yield Text(f"{name} could not be made:", style="bold red")
        yield from (Text(f"  {line}") for line in text.splitlines())


def _readiness(summary: ReadinessSummary, labels: Mapping[str, str]) -> Iterator[RenderableType]:
    parts = [
        f"on {labels.get(target, target)}: "
        + (", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "none")
        for target, counts in summary.counts.items()
    ]
    noun = "dependency" if summary.packages == 1 else "dependencies"
    text = f" ({summary.profile}), {summary.packages} {noun}; {'; '.join(parts)}"
    yield Text.assemble(
        ("Readiness: ", "bold"), summary.verdict, text if summary.packages else ", no dependencies"
    )
    yield from (Text(f"  {reason}") for reason in summary.reasons[:_REASONS])


def _codemod(summary: CodemodSummary) -> Text:
    kinds = (("safe", summary.safe), ("conditional", summary.conditional), ("unsafe", summary.unsafe))
    found = ", ".join(f"{count} {kind}" for kind, count in kinds if count) or "nothing found"
    failed = f"; {summary.failed} could not be read" if summary.failed else ""
    text = f"{summary.files} files looked at, {summary.changed} would change; findings: {found}{failed}"
    return Text.assemble(("Codemod (dry run): ", "bold"), text)
