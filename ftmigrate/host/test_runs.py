"""One run of a project's tests, outcome by outcome."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ftmigrate.host.processes import Completed, run
from ftmigrate.host.supervisor import Judge, Supervisor
from ftmigrate.host.test_commands import TestCommand
from ftmigrate.host.watched import Watched, foreign_modules, loaded_extensions, watched
from ftmigrate.model.checking import Outcome, TestRun
from ftmigrate.model.errors import ProjectCommandFailed
from ftmigrate.model.hanging import Pace
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Task

_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_WORST_LAST = (
    Outcome.PASSED,
    Outcome.XPASSED,
    Outcome.XFAILED,
    Outcome.SKIPPED,
    Outcome.FAILED,
    Outcome.ERROR,
)


def run_tests(
    tree: Path,
    environment: Environment,
    command: TestCommand,
    *,
    phase: str,
    timeout: float,
    task: Task | None = None,
    only: Sequence[str] = (),
    judge: Judge | None = None,
    each: float = 30.0,
) -> TestRun:
    """Run `command` in `tree`; `phase` is "before" or "after", `only` adds words to the command.

    Where `judge` finds that a test is stuck, asked after `each` seconds of it, the run is stopped
    and its `notes` say why.
    A command that is not there raises ProjectCommandFailed; one that fails is a TestRun.
    """
    with watched(tree, environment, hangs=judge is not None) as watch:
        supervisor = Supervisor(watch, each, timeout, judge) if judge else None
        try:
            done = run(
                [*command.words, *only],
                cwd=tree,
                env=watch.variables,
                timeout=None if supervisor else timeout,
                watch=supervisor,
                on_line=_noting(task, watch),
            )
        except FileNotFoundError as error:
            raise ProjectCommandFailed(
                f"the test command {command.text!r} can't be started: {error.strerror or error}.",
                where="[tool.ftmigrate.verify] command",
                hint=f"Try it by hand: ftmigrate env run {environment.target.name} -- {command.text}",
            ) from error
        found = as_run(done, list(watch.records()), environment, command, phase)
        said = supervisor.diagnosis if supervisor and found.timed_out else None
        if said is None:
            return found
        return replace(found, notes=(said.cause, *said.lines), stuck=said.pace is Pace.STUCK)


def _noting(task: Task | None, watch: Watched) -> Any:
    if task is None:
        return None
    last = time.monotonic()

    def note(line: str) -> None:
        nonlocal last
        if time.monotonic() - last > 0.2:
            last = time.monotonic()
            task.update(note=line[:60])

    return note


def as_run(
    done: Completed,
    records: list[dict[str, Any]],
    environment: Environment,
    command: TestCommand,
    phase: str,
) -> TestRun:
    """What a finished process and its records say of the tests."""
    outcomes, messages = _outcomes(records)
    states = [r["gil"] for r in records if r["kind"] in ("session", "end") and r["gil"] is not None]
    starts = sorted((r["time"], r["gil"]) for r in records if r["kind"] == "start")
    return TestRun(
        target=environment.label,
        phase=phase,
        command=command.text,
        exit_code=done.exit_code,
        seconds=done.seconds,
        outcomes=outcomes,
        # One process of the run with the GIL on is enough to say that it came back.
        gil_enabled=any(states) if states else None,
        output_tail=_tail(done),
        timed_out=done.timed_out,
        messages=messages,
        gil_enabled_at_start=starts[0][1] if starts else None,
        extensions=loaded_extensions(records),
        foreign=foreign_modules(records),
        running=_running(records) if done.timed_out else "",
        processes=_total(records, "processes"),
        pool_calls=_total(records, "pool_calls"),
    )


def _total(records: list[dict[str, Any]], key: str) -> int | None:
    counted = [record[key] for record in records if record["kind"] == "end"]
    return sum(counted) if counted else None


def _outcomes(records: list[dict[str, Any]]) -> tuple[dict[str, Outcome], dict[str, str]]:
    outcomes: dict[str, Outcome] = {}
    messages: dict[str, str] = {}
    for record in records:
        if record["kind"] == "running":  # a second run of a test, by a plugin, overrules the first
            outcomes.pop(_stable(record["test"]), None)
        if record["kind"] != "outcome":
            continue
        test, outcome = _stable(record["test"]), Outcome(record["outcome"])
        if test not in outcomes or _WORST_LAST.index(outcome) > _WORST_LAST.index(outcomes[test]):
            outcomes[test] = outcome
            messages[test] = record["message"]
    return outcomes, {test: text for test, text in messages.items() if text and test in outcomes}


def _stable(test: str) -> str:
    """A test's id without addresses, which differ in each process."""
    return _ADDRESS.sub("0x…", test)


def _running(records: list[dict[str, Any]]) -> str:
    """The test that had begun and not ended when the time was up."""
    running = ""
    for record in records:
        if record["kind"] == "running":
            running = record["test"]
        elif record["kind"] == "outcome" and record["test"] == running and record["when"] != "setup":
            running = ""
    return running


def _tail(done: Completed, lines: int = 15) -> str:
    text = done.stdout.strip() or done.stderr.strip()
    if done.stderr.strip() and done.exit_code not in (0, 1):
        text = f"{done.stdout.strip()}\n{done.stderr.strip()}".strip()
    return "\n".join(text.splitlines()[-lines:])
