"""Each rule is listed, has a page, and does what its page says."""

import re
import sys
from importlib import resources
from pathlib import Path

import pytest

import ftmigrate.rules
from ftmigrate.host.processes import run
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.rules import pages
from ftmigrate.rules.pages import PageCase
from ftmigrate.rules.registry import LISTED, RULES
from ftmigrate.rules.rule import Rule
from tests.rules.page_cases import all_cases, faults, newer_grammar, page_of

CASES = all_cases()


@pytest.mark.parametrize(("rule", "case"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_page_is_right(rule: Rule, case: PageCase) -> None:
    if newer_grammar(case):
        pytest.skip("this Python cannot parse it; the test on 3.14 does")
    assert not faults(rule, case)


@pytest.mark.interpreters
def test_every_page_is_right_on_3_14(gil_interpreter: Interpreter) -> None:
    """The engine in the target's own interpreter, standard library only, newest grammar."""
    root = Path(ftmigrate.__file__).parent.parent
    program = f"import sys; sys.path.append({str(root)!r}); from tests.rules.page_cases import main; main()"

    done = run([gil_interpreter.path, "-I", "-S", "-W", "ignore", "-c", program], timeout=300)

    assert done.ok, done.tail(40)
    assert done.stdout.strip() == str(len(CASES))


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_rule_has_a_page_with_both_kinds_of_cases(rule: Rule) -> None:
    page = page_of(rule)

    assert page.title == f"{rule.code} {rule.name}"
    assert any(case.after is None for case in page.cases)
    reports_only = not any(case.after is not None for case in page.cases)
    assert not reports_only or "never changes" in page.text, "a case in which it acts is missing"


def test_codes_are_unique_and_well_formed() -> None:
    codes = [rule.code for rule in RULES]

    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"(ANN|MPT)\d{3}", code) for code in codes)


def test_what_the_list_says_of_a_rule_is_what_it_says() -> None:
    listed = [(f"ftmigrate.rules.{one.module}", one.code, one.default) for one in LISTED]
    assert listed == [(type(rule).__module__, rule.code, rule.default) for rule in RULES]


@pytest.mark.parametrize("words", ["ANN001", "ANN"])
def test_rules_about_annotations_load_no_analysis_of_processes(words: str) -> None:
    program = (
        "import sys; from ftmigrate.rules.selection import selected; "
        f"selected([{words!r}]); sys.exit('ftmigrate.analysis.program' in sys.modules)"
    )
    assert run([sys.executable, "-c", program], timeout=60).ok


def test_each_page_belongs_to_a_listed_rule() -> None:
    folder = resources.files(ftmigrate.rules)
    listed = {pages.file_name(type(rule).__module__) for rule in RULES}
    root = Path(str(folder))
    there = {path.relative_to(root).as_posix() for path in root.rglob("*.md")}

    assert there == listed


def test_a_case_without_its_result_is_refused() -> None:
    with pytest.raises(ValueError, match="half"):
        pages.parse("# ANN999 x\n\n## Acts\n\n### half\n```python\nx = 1\n```\n")
