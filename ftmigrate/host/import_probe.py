"""Import what is installed in fresh processes of the environment's interpreter, and watch the GIL.

A process imports modules until the end of the list or until the first one that turns the GIL
on, crashes or hangs; the next process goes on behind it. Mostly one process is enough.
"""

import json
import secrets
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ftmigrate.host.lifetime import run_tied
from ftmigrate.host.processes import Completed, clean_environment
from ftmigrate.model.errors import ProjectCommandFailed
from ftmigrate.model.installed import ImportOutcome, ModuleImport
from ftmigrate.model.interpreter import Environment

_SCRIPT = Path(__file__).with_name("import_probe_script.py")
_PROCESS_SECONDS = 60.0
_MODULE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ModuleToImport:
    distribution: str
    module: str


def script_hash() -> str:
    """Answers of another version of the script are not ours."""
    return sha256(_SCRIPT.read_bytes()).hexdigest()[:16]


def import_modules(
    environment: Environment,
    modules: Sequence[ModuleToImport],
    *,
    keep_going: bool = False,
    on_module: Callable[[str], None] = lambda name: None,
) -> tuple[ModuleImport, ...]:
    """Import each module, in order; one answer a module.

    After a module of a distribution turned the GIL on, crashed or hung, the rest of that
    distribution is SKIPPED unless `keep_going`, which gives each a process of its own.
    """
    waiting = list(modules)
    answers: list[ModuleImport] = []
    while waiting:
        batch = _one_process(environment, waiting, on_module)
        answers += batch
        waiting = waiting[len(batch) :]
        if waiting and not keep_going:
            last = batch[-1].distribution
            answers += [_skipped(entry) for entry in waiting if entry.distribution == last]
            waiting = [entry for entry in waiting if entry.distribution != last]
    return tuple(answers)


def _skipped(entry: ModuleToImport) -> ModuleImport:
    return ModuleImport(entry.distribution, entry.module, ImportOutcome.SKIPPED)


def _one_process(
    environment: Environment, modules: Sequence[ModuleToImport], on_module: Callable[[str], None]
) -> list[ModuleImport]:
    """Answers for the first modules of the list: at least one, up to the first that ended it."""
    marker = secrets.token_hex(16)

    def on_line(line: str) -> None:
        if line.startswith(marker) and (name := json.loads(line[len(marker) :]).get("start")):
            on_module(name)

    with tempfile.TemporaryDirectory(prefix="ftmigrate-import-", ignore_cleanup_errors=True) as folder:
        names = Path(folder) / "modules.json"
        names.write_text(json.dumps([entry.module for entry in modules]), encoding="utf-8")
        work = Path(folder) / "work"  # some modules write beside the current folder when imported
        work.mkdir()
        completed = run_tied(
            [str(environment.python), "-I", str(_SCRIPT), marker, str(names)],
            cwd=work,
            env=clean_environment(),
            timeout=_PROCESS_SECONDS + _MODULE_SECONDS * len(modules),
            on_line=on_line,
        )
    lines = [json.loads(s[len(marker) :]) for s in completed.stdout.splitlines() if s.startswith(marker)]
    if not lines:
        raise ProjectCommandFailed(
            f"its interpreter did not start the import probe: {completed.tail(3) or 'no answer'}.",
            where=str(environment.path),
            hint="Build the environment again with `ftmigrate env sync`.",
        )
    started_off = lines[0]["gil"] is False
    said = [line for line in lines if "outcome" in line]
    answers = [_answer(entry, line) for entry, line in zip(modules, said, strict=False)]
    turned_on = started_off and bool(answers) and answers[-1].gil is True
    if len(answers) < len(modules) and not turned_on:
        answers.append(_ended_in(modules[len(answers)], completed))
    return answers


def _answer(entry: ModuleToImport, line: dict[str, Any]) -> ModuleImport:
    return ModuleImport(
        distribution=entry.distribution,
        module=entry.module,
        outcome=ImportOutcome(line["outcome"]),
        gil=line["gil"],
        culprit=line["culprit"],
        detail=line["detail"],
    )


def _ended_in(entry: ModuleToImport, completed: Completed) -> ModuleImport:
    """The module during whose import the process ended or had to be ended."""
    if completed.timed_out:
        detail = f"the import did not end within {completed.seconds:.0f} s"
        return ModuleImport(entry.distribution, entry.module, ImportOutcome.TIMED_OUT, detail=detail)
    how = f"signal {-completed.exit_code}" if completed.exit_code < 0 else f"exit code {completed.exit_code}"
    last = (completed.tail(1) or "it said nothing").strip()[:200]
    detail = f"the process ended with {how} during the import: {last}"
    return ModuleImport(entry.distribution, entry.module, ImportOutcome.CRASHED, detail=detail)
