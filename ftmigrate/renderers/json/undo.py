"""`ftmigrate undo --json`."""

from collections.abc import Sequence
from typing import Any


def document(restored: Sequence[str], kept: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "restored": list(restored),
        "kept": [{"path": path, "reason": reason} for path, reason in kept],
    }
