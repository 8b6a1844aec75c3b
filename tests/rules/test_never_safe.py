"""Workers that reach shared state in a roundabout way: none may be called safe, each must be shown."""

from pathlib import Path

import pytest

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileStatus, Safety
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.registry import RULES
from tests.rules.page_cases import Files

CASES = sorted((Path(__file__).parents[1] / "cases" / "concurrency").glob("*.py"))
RULE = tuple(rule for rule in RULES if rule.code in ("MPT001", "MPT002", "MPT008"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_shared_state_is_seen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    outcome = rewrite("module.py", text, RULE, Project(Files({"module.py": text})), CodemodSettings())

    assert outcome.status is FileStatus.UNCHANGED, outcome.reason
    assert outcome.findings
    assert all(found.safety is not Safety.SAFE for found in outcome.findings)
    assert all(reason.line for found in outcome.findings for reason in found.reasons)


def test_there_are_cases() -> None:
    assert len(CASES) > 40
