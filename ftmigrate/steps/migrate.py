"""The whole pipeline, read top to bottom.

The codemod is proved on copies: one tree as the project is, one with the edits. Only what was
proved is written to the project, at the very end and in one journalled step.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ftmigrate import __version__
from ftmigrate.host import configuration as configurations
from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.checking import Verdict, Verification
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.finding import FileOutcome, FileStatus, Safety
from ftmigrate.model.interpreter import Environment, Interpreter
from ftmigrate.model.measuring import Benchmark
from ftmigrate.model.progress import Progress
from ftmigrate.model.project_setup import InitResult
from ftmigrate.model.report import Report
from ftmigrate.steps import codemod
from ftmigrate.steps.audit import audit
from ftmigrate.steps.bench import bench
from ftmigrate.steps.codemod_promise import broken_promise
from ftmigrate.steps.codemod_proof import Asked, prove
from ftmigrate.steps.environments import Consent, refuse
from ftmigrate.steps.init import init


@dataclass(frozen=True, slots=True)
class Options:
    """`write` applies what was proved; `budget` is the benchmark's wall time in seconds."""

    write: bool = False
    allow_stand_in: bool = False
    allow_dirty: bool = False
    unsafe: bool = False
    bench: bool = True
    budget: float | None = None


@dataclass(frozen=True, slots=True)
class _Proof:
    """What is left of the codemod's proposal after the checks, and what they and the clock said."""

    outcomes: tuple[FileOutcome, ...]
    verification: Verification | None
    benchmark: Benchmark | None


def migrate(project: Path, options: Options, progress: Progress, consent: Consent = refuse) -> Report:
    """Run every stage on `project` and return its report.

    Raises UsageError where there is no project, or where git has uncommitted changes that
    `write` would mix with its own. What cannot be had or fails is in the report.
    """
    if options.write and not options.allow_dirty:
        codemod.refuse_dirty(project)
    prepared = init(
        project,
        allow_stand_in=options.allow_stand_in,
        summaries=False,
        progress=progress,
        consent=consent,
    )
    configuration = configurations.read(project)
    audited = audit(project, prepared.environments, configuration, quick=True, progress=progress)
    proposal = codemod.run(
        project,
        configuration,
        unsafe=options.unsafe,
        interpreter=_newest(prepared.environments),
        progress=progress,
    )
    proof = _prove(project, prepared.environments, configuration, tuple(proposal.outcomes), options, progress)
    written = options.write and _proved(proof) and codemod.write(project, proof.outcomes, progress)
    return Report(
        project=project.resolve().name,
        when=f"{datetime.now():%Y-%m-%d %H:%M}",
        version=__version__,
        environments=prepared.environments,
        unavailable=prepared.unavailable,
        failures=prepared.failures,
        audit=audited,
        codemod=proof.outcomes,
        codemod_seconds=proposal.seconds,
        written=written,
        verification=proof.verification,
        benchmark=proof.benchmark,
        next_steps=tuple(
            _next_steps(
                prepared, proof, options, written, broken_promise(project, configuration, proof.outcomes)
            )
        ),
    )


def _newest(environments: Sequence[Environment]) -> Interpreter | None:
    """The interpreter whose grammar reads the most sources."""
    interpreters = [environment.interpreter for environment in environments]
    return max(interpreters, key=lambda one: _release(one.version), default=None)


def _release(version: str) -> tuple[int, int]:
    major, minor, *_ = version.split(".")
    return int(major), int(minor)


def _prove(
    project: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    outcomes: tuple[FileOutcome, ...],
    options: Options,
    progress: Progress,
) -> _Proof:
    """Check and measure the proposal on copies, less the annotations that the checks object to."""
    if not environments:
        return _Proof(outcomes, None, None)
    asked = Asked(unsafe=options.unsafe, interpreter=_newest(environments))
    with copy_of(project) as before:
        proof = prove(project, before, outcomes, environments, configuration, asked, progress=progress)
        measured = None
        if options.bench:
            with copy_of(project, codemod.contents(proof.outcomes)) as after:
                measured = bench(
                    before, after, environments, configuration, budget=options.budget, progress=progress
                )
    return _Proof(proof.outcomes, proof.verification, measured)


def _proved(proof: _Proof) -> bool:
    return proof.verification is not None and proof.verification.verdict is not Verdict.FAIL


def _what(proof: _Proof) -> str:
    passed = proof.verification is not None and proof.verification.verdict is Verdict.PASS
    return (
        "what was proved here"
        if passed
        else "it, though not everything could be judged: see the checks above"
    )


def _next_steps(
    prepared: InitResult, proof: _Proof, options: Options, written: bool, promise: str
) -> Iterator[str]:
    changes = any(outcome.status is FileStatus.CHANGED for outcome in proof.outcomes)
    if prepared.unavailable or prepared.failures:
        yield "ftmigrate init: shows what each missing interpreter or environment needs"
    if written:
        yield "git diff: what was changed; ftmigrate undo puts it back"
    elif changes and not _proved(proof):
        yield "Nothing was written, since the proof failed: see the checks above"
    elif changes and not options.write:
        yield f"ftmigrate migrate --write: applies {_what(proof)}"
    if promise:
        yield promise
    if not options.unsafe and any(
        finding.safety is Safety.CONDITIONAL for outcome in proof.outcomes for finding in outcome.findings
    ):
        yield "ftmigrate codemod --diff --unsafe-fixes: shows the edits that depend on a condition"
    yield "ftmigrate report --open: the full report in a browser"
