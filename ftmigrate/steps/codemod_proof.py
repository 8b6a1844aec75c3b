"""The codemod's proposal beside the project as it is, on copies, less the annotations that offend."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.checks.annotations_before_after import offence_line
from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.checking import AnnotationOffence, Verdict, Verification
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.interpreter import Environment, Interpreter
from ftmigrate.model.progress import Progress
from ftmigrate.renderers.headline import plural
from ftmigrate.steps import codemod
from ftmigrate.steps.migrate_blame import offences_of_tests
from ftmigrate.steps.verify import verify

# Taking back one annotation can bring another to light; after this many rounds what still
# offends is reported instead.
_ROUNDS = 3
# So many of the annotations taken back are named at once; the findings tell of all.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What the codemod was asked for, and who runs its engine."""

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    unsafe: bool = False
    interpreter: Interpreter | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What is left of a proposal, and what the checks say of that."""

    outcomes: tuple[FileOutcome, ...]
    verification: Verification

    @property
    def holds(self) -> bool:
        """Nothing failed: the rest may be written."""
        return self.verification.verdict is not Verdict.FAIL


def prove(
    project: Path,
    before: Path,
    outcomes: tuple[FileOutcome, ...],
    environments: Sequence[Environment],
    configuration: Configuration,
    asked: Asked,
    *,
    only: Sequence[str] = (),
    progress: Progress,
) -> Proof:
    """Verify a copy with the edits against `before`, a copy of the project; `only` as for `verify`."""
    for attempt in range(_ROUNDS):
        with copy_of(project, codemod.contents(outcomes)) as after:
            touched = [one.path for one in outcomes if one.status is FileStatus.CHANGED]
            checked = verify(
                before, after, environments, configuration, touched=touched, only=only, progress=progress
            )
            offences = checked.offences or offences_of_tests(project, checked.runs, outcomes)
            if not offences or attempt == _ROUNDS - 1:
                break
            _announce(offences, checked.offences, progress)
        fewer = codemod.take_back(
            project,
            outcomes,
            offences,
            configuration,
            select=asked.select,
            ignore=asked.ignore,
            unsafe=asked.unsafe,
            interpreter=asked.interpreter,
        )
        if fewer == outcomes:
            break  # none of them comes from an edit: to ask again would give the same answer
        outcomes = fewer
    return Proof(outcomes, checked)


def _announce(
    offences: Sequence[AnnotationOffence], seen: Sequence[AnnotationOffence], progress: Progress
) -> None:
    """Say what is taken back and why: what was `seen`, else the files that newly failing tests point at."""
    count = len(offences)
    if not seen:
        files = plural(count, "file")
        progress.message(f"Taking back {files} with annotations that newly failing tests depend on")
        return
    progress.message(f"Taking back {plural(count, 'annotation')} that changed a hint:")
    for offence in seen[:_SHOWN]:
        progress.message(f"  {offence_line(offence)}")
    if count > _SHOWN:
        progress.message(f"  and {count - _SHOWN} more")
