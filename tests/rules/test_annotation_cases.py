"""The cases of tests/cases/annotations: default settings, safe findings only."""

import re
from pathlib import Path

import pytest

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.selection import selected
from tests.rules.page_cases import Files, same_code

FOLDER = Path(__file__).parent.parent / "cases" / "annotations"


def _cases() -> list[tuple[str, str, str]]:
    found = []
    for file in sorted(FOLDER.glob("*.txt")):
        for chunk in re.split(r"^### ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, body = chunk.partition("\n")
            before, mark, after = re.split(r"^===( unchanged)?\n?", body, maxsplit=1, flags=re.MULTILINE)
            found.append((name, before, before if mark else after))
    return found


def _run(text: str) -> FileOutcome:
    rules = selected(["ANN"])
    return rewrite("module.py", text, rules, Project(Files({})), CodemodSettings())


@pytest.mark.parametrize(("name", "before", "after"), _cases(), ids=[case[0] for case in _cases()])
def test_case(name: str, before: str, after: str) -> None:
    outcome = _run(before)

    assert outcome.status is not FileStatus.FAILED, outcome.reason
    result = before if outcome.after is None else outcome.after
    assert same_code(result, after), result
    assert _run(result).after is None
