"""Strings of Literal and Annotated's metadata are no types wherever they stand: nothing is said of them."""

import pytest

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.registry import RULES
from tests.rules.page_cases import Files

HEADER = "import unknown\nfrom typing import Annotated, Literal\n"
RULE = tuple(rule for rule in RULES if rule.code == "ANN001")


@pytest.mark.parametrize(
    "annotation",
    [
        'Literal["int"]',
        'Annotated[int, "int"]',
        'unknown.Thing[Literal["int", "str"]]',
        'unknown.Thing[int, dict[str, Annotated[int, "int"]]]',
        'unknown.thing(Literal["int"])',
        '[Literal["int"]]',
    ],
)
def test_nothing_is_found(annotation: str) -> None:
    assert not found_in(f"{HEADER}def f(x: {annotation}): ...\n")


def test_nor_where_a_class_has_its_own_list() -> None:
    text = f'{HEADER}class Series:\n    orders: list[Literal["index"]] = []\n    def list(self): ...\n'
    assert not found_in(text)


@pytest.mark.parametrize("annotation", ['unknown.Thing[Annotated["int", 1]]', '[Annotated["int", 1]]'])
def test_what_annotated_annotates_may_be_a_type(annotation: str) -> None:
    assert found_in(f"{HEADER}def f(x: {annotation}): ...\n") == ['"int" keeps its quotes']


def found_in(text: str) -> list[str]:
    project = Project(Files({"module.py": text}))
    outcome = rewrite("module.py", text, RULE, project, CodemodSettings())
    return [finding.message for finding in outcome.findings]
