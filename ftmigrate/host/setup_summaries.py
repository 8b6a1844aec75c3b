"""The summaries of the last `init`, kept in `.ftmigrate` until the project changes."""

import json
from dataclasses import asdict
from pathlib import Path

from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import state_folder
from ftmigrate.model.project_setup import CodemodSummary, ReadinessSummary

_NAME = "init.json"

Summaries = tuple[ReadinessSummary | None, CodemodSummary | None]


def recall(project: Path, key: str) -> Summaries | None:
    """What was kept under `key`; None where it was another, or cannot be read."""
    try:
        document = json.loads((project / ".ftmigrate" / _NAME).read_bytes())
        if document["key"] != key:
            return None
        audit, codemod = document["audit"], document["codemod"]
        if audit is not None:
            audit["reasons"] = tuple(audit["reasons"])
        return (
            ReadinessSummary(**audit) if audit is not None else None,
            CodemodSummary(**codemod) if codemod is not None else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(project: Path, key: str, summaries: Summaries) -> None:
    audit, codemod = summaries
    document = {
        "key": key,
        "audit": asdict(audit) if audit else None,
        "codemod": asdict(codemod) if codemod else None,
    }
    write_atomically(state_folder(project) / _NAME, json.dumps(document).encode())
