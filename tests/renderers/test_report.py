"""Every form of the report says the same, names stand-ins, and lets nothing of the project out as markup."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from a_report import HOSTILE, REPORT

from ftmigrate.renderers.headline import cards, tone
from ftmigrate.renderers.html.page import page
from ftmigrate.renderers.markdown.report import render as markdown
from ftmigrate.renderers.terminal.report import plain


class Reader(HTMLParser):
    """Collects what a browser would load, and whether tags are balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.loads += [value or "" for name, value in attrs if name in ("src", "data", "action", "srcset")]
        if tag not in ("meta", "input", "br", "link", "img", "hr", "path", "line", "rect", "circle"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()


def test_html_loads_nothing_and_runs_only_its_own_script() -> None:
    reader = Reader()
    reader.feed(page(REPORT))
    assert reader.loads == []
    assert reader.scripts == 1
    assert reader.open == []


@pytest.mark.parametrize("form", [page, markdown, plain])
def test_each_form_names_the_stand_in_and_the_verdicts(form) -> None:  # type: ignore[no-untyped-def]
    text = form(REPORT)
    assert "3.13t" in text and "stand" in text and "3.13.15" in text
    for word in ("shelf", "wait", "unknown", "inconclusive", "codemod --write"):
        assert word in text, word


def test_hostile_text_is_shown_and_never_markup() -> None:
    assert HOSTILE not in page(REPORT)
    assert HOSTILE in plain(REPORT)
    assert "\\|" in markdown(REPORT)


def test_a_report_of_nothing_but_environments() -> None:
    bare = replace(REPORT, audit=None, codemod=None, verification=None, benchmark=None, next_steps=())
    assert [card.title for card in cards(bare)] == ["Environments"]
    for form in (page, markdown, plain):
        assert "shelf" in form(bare)


def test_headlines() -> None:
    found = {card.title: card for card in cards(REPORT)}
    assert found["Codemod"].value == "1 file changed"
    assert found["Codemod"].detail == "1 edit; left alone: 1 unsafe; 1 files failed"
    assert found["Checks"].detail == "1 pass, 1 unknown"
    assert found["Readiness"].detail == "1 dependency; not ready or not known: numpy"
    assert [tone(word) for word in ("pass", "fail", "unknown")] == ["good", "bad", "warn"]
