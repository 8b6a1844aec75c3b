"""The codemod's proposal beside the project as it is, on copies, less the annotations that offend."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.checking import Verdict, Verification
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
            progress.message(f"Taking back {_taken(len(offences), seen=bool(checked.offences))}")
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


def _taken(count: int, *, seen: bool) -> str:
    if seen:
        return f"{plural(count, 'annotation')} that changed a hint"
    return f"{plural(count, 'file')} with annotations that newly failing tests depend on"
