"""One file through the codemod: bytes in, outcome out. Runs here or in a worker's interpreter."""

import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from ftmigrate.analysis.project import Project
from ftmigrate.host.source_reader import SourceReader, read_bytes
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.rule import Rule
from ftmigrate.syntax.decoding import UndecodableSource, decode

TARGET = (3, 14)
# Characters of the modules that stay parsed between files: their trees take some forty bytes each.
_KEPT = 1_000_000
# Who notes what answers rest on needs memory for that too.
_KEPT_WITH_NEEDS = 800_000
# The rule about quotes asks other modules about few names; the trees of a quarter do it no slower.
_KEPT_FOR_QUOTES = 200_000


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for every file. `kept` maps a path to `(line, column)` places to leave alone;
    `compiled`: results pass through the whole compiler, not only its parser; `needs`: answers say what
    they rest on."""

    project: Path
    rules: Sequence[Rule]
    settings: CodemodSettings
    roots: tuple[str, ...] = ("", "src")
    unsafe: bool = False
    kept: dict[str, frozenset[tuple[int, int]]] = field(default_factory=dict)
    compiled: bool = True
    needs: bool = True

    def fresh_project(self) -> Project:
        return Project(SourceReader(self.project, lambda data: decode(data).text), self.roots, self.keep)

    @property
    def keep(self) -> int:
        """How many characters of parsed modules to keep between files."""
        if [rule.code for rule in self.rules] == ["ANN001"]:
            return _KEPT_FOR_QUOTES
        return _KEPT_WITH_NEEDS if self.needs else _KEPT


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome and what it rests on: other files of the project, or (`everything`) all of them."""

    outcome: FileOutcome
    needs: tuple[str, ...] = ()
    everything: bool = False


def worth_asking(path: str, job: Job) -> bool:
    """False where the bytes alone tell that no rule has anything to say: nearly always."""
    if path.endswith(".ipynb"):  # its code is in JSON strings, where no prefilter looks
        return True
    try:
        data = read_bytes(f"{job.project}/{path}")
    except OSError:
        return True  # to be told why
    return any(rule.wants(data) for rule in reversed(job.rules))  # the first is the dearest


def answer(path: str, job: Job, project: Project) -> Answer:
    """Read one file of the project and run the job's rules over it."""
    return answer_if_any(path, job, project) or Answer(FileOutcome(path, FileStatus.UNCHANGED))


def answer_if_any(path: str, job: Job, project: Project) -> Answer | None:
    """The same; None where the bytes alone tell that no rule has anything to say: nearly always."""
    try:
        data = read_bytes(f"{job.project}/{path}")
    except OSError as error:
        return Answer(FileOutcome(path, FileStatus.FAILED, f"cannot be read: {error.strerror or error}"))
    wanted = _wanted(path, data, job)
    if not wanted:
        return None
    needs = project.trace() if job.needs else set()
    outcome = _process(path, data, wanted, job, project)
    if not outcome.digest:
        return Answer(outcome)
    # Rules about concurrency ask who calls whom: any file may matter.
    everything = any(one.rule.startswith("MPT") for one in outcome.findings)
    return Answer(outcome, tuple(sorted(needs - {path})), everything)


def process_bytes(path: str, data: bytes, job: Job, project: Project) -> FileOutcome:
    """The outcome for bytes that are not (yet) in the file."""
    wanted = _wanted(path, data, job)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the project's own invalid escapes and the like
        return (
            _process(path, data, wanted, job, project) if wanted else FileOutcome(path, FileStatus.UNCHANGED)
        )


def _wanted(path: str, data: bytes, job: Job) -> Sequence[Rule]:
    return job.rules if path.endswith(".ipynb") else [rule for rule in job.rules if rule.wants(data)]


def _process(path: str, data: bytes, wanted: Sequence[Rule], job: Job, project: Project) -> FileOutcome:
    try:
        decoded = decode(data)
    except UndecodableSource as error:
        return FileOutcome(path, FileStatus.FAILED, str(error))
    outcome = _engine(path)(
        path,
        decoded.text,
        wanted,
        project,
        job.settings,
        unsafe=job.unsafe,
        kept=job.kept.get(path, frozenset()),
        compiled=job.compiled,
    )
    outcome = replace(outcome, encoding=decoded.encoding, bom=decoded.bom, digest=sha256(data).hexdigest())
    return _settled(outcome)


def _engine(path: str) -> Callable[..., FileOutcome]:
    if path.endswith(".ipynb"):
        from ftmigrate.rules.notebook_engine import rewrite_notebook  # few projects have notebooks

        return rewrite_notebook
    return rewrite


def _settled(outcome: FileOutcome) -> FileOutcome:
    if outcome.after is not None:
        try:
            outcome.after.encode(outcome.encoding)
        except UnicodeEncodeError as error:
            reason = f"the result does not fit the file's encoding ({outcome.encoding}): {error.reason}"
            return replace(outcome, status=FileStatus.FAILED, reason=reason, before=None, after=None)
    if outcome.reason.startswith("syntax error") and sys.version_info < TARGET:
        version = ".".join(map(str, sys.version_info[:2]))
        reason = f"Python {version} cannot parse it and no 3.14 was there to try: {outcome.reason}"
        return replace(outcome, status=FileStatus.SKIPPED, reason=reason)
    return outcome


def roots_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders in which top-level packages lie: the parents of the outermost `__init__.py`s."""
    packages = {path.rpartition("/")[0] for path in paths if path.endswith(("/__init__.py", "/__init__.pyi"))}
    tops = {folder for folder in packages if folder.rpartition("/")[0] not in packages}
    found = sorted({folder.rpartition("/")[0] for folder in tops}, key=lambda one: (one.count("/"), one))
    return tuple(dict.fromkeys(("", "src", *found)))
