"""Reads the result of an earlier run and sets this one beside it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from ftmigrate.bench.earlier import against, other_machine
from ftmigrate.model.errors import UsageError
from ftmigrate.model.measuring import Benchmark

_SCHEMA = "ftmigrate.bench/1"


def read_earlier(path: Path) -> dict[str, Any]:
    """What `bench --json` printed then. Raises UsageError for anything else."""
    hint = "Make one with `ftmigrate bench --json > FILE`."
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError("there is no such file.", where=str(path), hint=hint) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"this can't be read as JSON: {error}.", where=str(path), hint=hint) from None
    if not isinstance(document, dict) or document.get("schema") != _SCHEMA:
        raise UsageError(f"this is no document of schema {_SCHEMA}.", where=str(path), hint=hint)
    return document


def beside(now: Benchmark, earlier: dict[str, Any]) -> Benchmark:
    """The result with a row for each comparison that both runs have.

    Where the earlier run is of another machine, there is a note and no row.
    """
    different = other_machine(now.host, earlier["host"])
    if different:
        note = f"the earlier run is of another machine ({different}), so nothing is compared with it"
        return replace(now, notes=(*now.notes, note))
    rows = against(now.comparisons, earlier["comparisons"])
    if not rows:
        return replace(now, notes=(*now.notes, "the earlier run has no comparison in common with this one"))
    return replace(now, comparisons=(*now.comparisons, *rows))
