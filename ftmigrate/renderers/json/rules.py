"""`ftmigrate rules --json` and `ftmigrate explain --json`."""

from collections.abc import Iterable
from typing import Any

Row = tuple[str, str, str, bool]


def document(rows: Iterable[Row]) -> dict[str, Any]:
    """Rows of code, name, summary and whether the rule is on by default."""
    return {
        "rules": [
            {"code": code, "name": name, "summary": summary, "default": default}
            for code, name, summary, default in rows
        ]
    }


def page(row: Row, text: str) -> dict[str, Any]:
    code, name, summary, default = row
    return {"code": code, "name": name, "summary": summary, "default": default, "page": text}
