"""The part of the audit that says what the codemods would find: as many notes as findings, by rule."""

from collections.abc import Sequence
from pathlib import Path

from ftmigrate.host.sources import select
from ftmigrate.model.auditing import CodeNote
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.finding import Safety
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress

_ADVICE = {
    Safety.SAFE: "`ftmigrate codemod --diff` shows it",
    Safety.CONDITIONAL: "`ftmigrate codemod --interactive` asks about it",
    Safety.UNSAFE: "`ftmigrate codemod` says why it is left alone",
}
_SOURCES = (".py", ".pyi", ".ipynb")
_ORDER = tuple(_ADVICE)


def codemod_notes(
    project: Path, environments: Sequence[Environment], configuration: Configuration, progress: Progress
) -> tuple[CodeNote, ...]:
    """A dry run's findings, rule by rule, the safe ones first; the kind is `ANN001-safe`."""
    if not select(project, configuration, suffixes=_SOURCES):
        return ()
    from ftmigrate.steps import codemod  # every rule, which takes as long as all the rest of an audit

    found = [environment.interpreter for environment in environments]
    newest = max(found, key=lambda interpreter: interpreter.minor, default=None)
    outcomes = codemod.run(project, configuration, interpreter=newest, progress=progress).outcomes
    findings = [(finding, outcome.path) for outcome in outcomes for finding in outcome.findings]
    findings.sort(key=lambda pair: (pair[0].rule, _ORDER.index(pair[0].safety)))
    return tuple(
        CodeNote(f"{one.rule}-{one.safety}", path, one.line, one.message, _ADVICE[one.safety])
        for one, path in findings
    )
