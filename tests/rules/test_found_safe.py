"""Workers that only look as if they shared something: each must be called safe, and rewritten.

Each has a twin of nearly the same text in tests/cases/concurrency, which must not be.
"""

from pathlib import Path

import pytest

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileStatus, Safety
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.registry import RULES
from tests.rules.page_cases import Files

CASES = sorted((Path(__file__).parents[1] / "cases" / "concurrency_safe").glob("*.py"))
RULE = tuple(rule for rule in RULES if rule.code in ("MPT001", "MPT002", "MPT008"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_nothing_shared_is_changed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    outcome = rewrite("module.py", text, RULE, Project(Files({"module.py": text})), CodemodSettings())

    told = [(one.safety, [reason.message for reason in one.reasons]) for one in outcome.findings]
    assert [one[0] for one in told] == [Safety.SAFE], told
    assert outcome.status is FileStatus.CHANGED
