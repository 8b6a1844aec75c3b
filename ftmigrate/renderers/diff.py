"""Unified diffs that `git apply` accepts."""

import difflib
import re

from ftmigrate.model.finding import FileOutcome

# A line ends at \n alone, as for git: a form feed or a lone \r is part of the line.
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


def unified(outcome: FileOutcome) -> str:
    """The diff of one file, with `a/` and `b/` before its path; empty where nothing changes."""
    if outcome.before is None or outcome.after is None or outcome.before == outcome.after:
        return ""
    mark = "\ufeff" if outcome.bom else ""  # to git the byte order mark is part of the first line
    lines = difflib.unified_diff(
        _LINES.findall(mark + outcome.before),
        _LINES.findall(mark + outcome.after),
        f"a/{outcome.path}",
        f"b/{outcome.path}",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
