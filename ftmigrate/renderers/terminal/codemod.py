"""`ftmigrate codemod` for people: findings, and what the run came to."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.text import Text

from ftmigrate.model.finding import FileOutcome, FileStatus, Finding, Safety

_STYLES = {Safety.SAFE: "green", Safety.CONDITIONAL: "yellow", Safety.UNSAFE: "dim"}


def problems(outcomes: Sequence[FileOutcome]) -> Iterator[Text]:
    """One line for each file that was skipped or failed."""
    for outcome in outcomes:
        if outcome.status in (FileStatus.FAILED, FileStatus.SKIPPED):
            style = "red" if outcome.status is FileStatus.FAILED else "yellow"
            yield Text.assemble((f"{outcome.status.value}: ", style), f"{outcome.path}: {outcome.reason}")


def findings(outcomes: Sequence[FileOutcome], *, everything: bool) -> Iterator[Text]:
    """A line a finding, its reasons in brackets; without `everything` only what applies."""
    for outcome in outcomes:
        for finding in outcome.findings:
            if everything or finding.applied:
                yield _line(outcome.path, finding)


def _line(path: str, finding: Finding) -> Text:
    codes = ", ".join(reason.code for reason in finding.reasons)
    return Text.assemble(
        f"{path}:{finding.line}:{finding.column + 1}: ",
        (f"{finding.rule} ", "bold"),
        (finding.message, _STYLES[finding.safety]),
        (f" [{codes}]" if codes else "", "dim"),
    )


def summary(outcomes: Sequence[FileOutcome], *, written: bool, seconds: float) -> Iterator[Text]:
    """What the run came to, and why places were left alone."""
    status = Counter(outcome.status for outcome in outcomes)
    every = [finding for outcome in outcomes for finding in outcome.findings]
    applied = sum(finding.applied for finding in every)
    verb = "changed" if written else "would change"
    parts = [
        f"{status[FileStatus.CHANGED]} of {len(outcomes)} files {verb}",
        f"{applied} {'fix' if applied == 1 else 'fixes'}",
        f"{len(every) - applied} left alone",
    ]
    parts += [f"{status[one]} {one.value}" for one in (FileStatus.SKIPPED, FileStatus.FAILED) if status[one]]
    yield Text(f"{', '.join(parts)} ({seconds:.1f} s)")
    codes = Counter(_short(reason.code) for one in every if not one.applied for reason in one.reasons[:1])
    if codes:
        listed = ", ".join(f"{code} {count}" for code, count in codes.most_common(6))
        yield Text(f"left alone because: {listed}", style="dim")


def _short(code: str) -> str:
    return code.partition("(")[0].removeprefix("keep:")
