"""What a project promises about older Pythons, and rewritten annotations no longer keep.

Before 3.14 annotations are evaluated where they stand (PEP 649): one that was quoted, or that a future
import kept as text, may name what is bound only later, and then the import fails.
"""

from collections.abc import Sequence
from pathlib import Path

from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import FtmigrateError
from ftmigrate.model.finding import FileOutcome


def broken_promise(project: Path, configuration: Configuration, outcomes: Sequence[FileOutcome]) -> str:
    """A sentence, where requires-python admits a Python before 3.14 and an annotation was, or would
    be, rewritten; else empty."""
    if not any(f.applied and f.rule.startswith("ANN") for outcome in outcomes for f in outcome.findings):
        return ""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # not for every run of a hook

    from ftmigrate.steps.dependencies import read

    try:
        promised = read(project, configuration).requires_python
        admitted = SpecifierSet(promised)
    except (FtmigrateError, InvalidSpecifier):  # says nothing that holds; the codemod needs none of it
        return ""
    older = (f"3.{minor}.{micro}" for minor in range(7, 14) for micro in (0, 99))
    if not promised or not any(map(admitted.contains, older)):
        return ""
    return (
        f"requires-python = {promised!r} promises Pythons before 3.14 too, where an annotation may fail "
        "without its quotes or the future import: raise it to '>=3.14' together with this change."
    )
