"""The last audit, kept in a file of the user's choice, and what changed since."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ftmigrate.checks.readiness_changes import changes
from ftmigrate.host.files import write_atomically
from ftmigrate.model.auditing import Audit
from ftmigrate.model.errors import UsageError
from ftmigrate.renderers.json.audit import document

SCHEMA = "ftmigrate.audit/1"


def watch(path: Path, audit: Audit) -> tuple[str, ...] | None:
    """Compare with the audit in `path`, then keep this one there; None where there was none yet.

    Raises UsageError, and leaves the file as it is, where it holds something else.
    """
    before = _read(path)
    after = document(audit)
    told = None if before is None else changes(before, after)
    text = json.dumps({"schema": SCHEMA, **after}, indent=2)
    write_atomically(path, f"{text}\n".encode())
    return told


def check(path: Path) -> None:
    """Raise UsageError now rather than after a long audit."""
    _read(path)


def _read(path: Path) -> Mapping[str, Any] | None:
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_bytes())
        if found["schema"] == SCHEMA:
            changes(found, found)  # every key that is needed is there
            return dict(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise UsageError(
        "this is no audit of ftmigrate.",
        where=str(path),
        hint="Name a new file, or one that `ftmigrate audit --watch FILE` wrote.",
    )
