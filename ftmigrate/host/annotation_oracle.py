"""Reads every annotation of a tree in fresh processes of one environment."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ftmigrate.host.processes import run
from ftmigrate.host.watched import Watched, foreign_modules, loaded_extensions, watched
from ftmigrate.model.annotation_reading import AnnotatedObject, AnnotationReading, Reader, Refusal
from ftmigrate.model.interpreter import Environment

_MODULE_SECONDS = 60.0


def read_annotations(
    tree: Path,
    environment: Environment,
    modules: Sequence[str],
    *,
    timeout: float,
) -> AnnotationReading:
    """Import `modules` and read what they say; `timeout` seconds for all of them together.

    A module that kills or hangs its process becomes a refusal, and a fresh process goes on
    with the next one.
    """
    started = time.monotonic()
    with watched(tree, environment) as watch:
        refusals: list[Refusal] = []
        left = list(modules)
        while left:
            seconds = timeout - (time.monotonic() - started)
            if seconds <= 0:
                refusals += [Refusal(name, "there was no time left for it") for name in left]
                break
            culprit, reason = _one_process(watch, environment, left, seconds)
            if culprit is None:
                break
            refusals.append(Refusal(culprit, reason))
            left = left[left.index(culprit) + 1 :]
        records = list(watch.records())
    return _reading(modules, records, refusals, time.monotonic() - started)


def _one_process(
    watch: Watched, environment: Environment, modules: list[str], timeout: float
) -> tuple[str | None, str]:
    """Read until the end or until a module stops the process; that module and why, else None."""
    names = watch.folder / "modules.json"
    names.write_text(json.dumps(modules), encoding="utf-8")
    count = len(list(watch.folder.glob("hints-*.jsonl")))
    target = watch.folder / f"hints-{count}.jsonl"
    each = f"{_MODULE_SECONDS:.0f}"
    command: list[str | Path] = [environment.python, "-P", "-m", "ftmigrate_hints", names, target, each]
    variables = {**watch.variables, "FTMIGRATE_TREE": str(watch.tree)}
    done = run(command, cwd=watch.tree, env=variables, timeout=timeout)
    records = list(watch.records(target.name))
    if records and records[-1]["kind"] == "session":
        return None, ""
    begun = [record["module"] for record in records if record["kind"] == "module"]
    if done.timed_out or "Timeout (" in done.stderr:
        reason = f"importing it took longer than {min(timeout, _MODULE_SECONDS):.0f} s"
    else:
        reason = f"importing it ended the process with status {done.exit_code}"
    if not begun:  # not even one module was tried: the interpreter itself does not start
        return modules[-1], f"the interpreter could not start: {done.tail(3)}"
    return begun[-1], reason


def _reading(
    modules: Sequence[str], records: list[dict[str, Any]], refusals: list[Refusal], seconds: float
) -> AnnotationReading:
    refusals += [
        Refusal(record["module"], record["error"], record["file"] or "", record["line"] or 0)
        for record in records
        if record["kind"] == "refused"
    ]
    sessions = [record for record in records if record["kind"] == "session"]
    refused = {refusal.module for refusal in refusals}
    return AnnotationReading(
        modules=tuple(name for name in modules if name not in refused),
        objects=tuple(_object(r) for r in records if r["kind"] == "object" and r["module"] not in refused),
        refusals=tuple(refusals),
        formats=any(session["annotationlib"] for session in sessions),
        gil_enabled=any(session["gil"] for session in sessions) if sessions else None,
        seconds=seconds,
        foreign=foreign_modules(records),
        extensions=loaded_extensions(records),
    )


def _object(record: dict[str, Any]) -> AnnotatedObject:
    readers = {
        name: Reader(read.get("names", {}), read.get("error", "")) for name, read in record["readers"].items()
    }
    return AnnotatedObject(record["module"], record["qualname"], record["file"], record["line"], readers)
