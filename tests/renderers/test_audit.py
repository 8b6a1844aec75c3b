"""An audit in every form: nothing lost, nothing that breaks the form."""

from io import StringIO

from rich.console import Console

from ftmigrate.model.auditing import (
    Audit,
    CodeNote,
    Go,
    Kind,
    PackageOnTarget,
    PackageReadiness,
    Readiness,
)
from ftmigrate.renderers.json import cyclonedx
from ftmigrate.renderers.json.audit import document
from ftmigrate.renderers.markdown.audit import render as markdown
from ftmigrate.renderers.terminal.audit import render, summary

READY = PackageOnTarget(Readiness.READY, "a-1.whl", ("a-1.whl",), kind=Kind.PURE, proof="by tag only")
STUCK = PackageOnTarget(
    Readiness.BLOCKED,
    None,
    ("b turns [the] GIL | on",),
    gil_on_import=True,
    kind=Kind.RE_ENABLES_GIL,
    way_out=("use c",),
    platforms={"linux-x86_64": Readiness.BLOCKED},
)
AUDIT = Audit(
    verdict=Go.WAIT,
    profile="local",
    packages=(
        PackageReadiness("a", "1", {"3.14": READY, "3.14t": READY}),
        PackageReadiness("b", "2", {"3.14": READY, "3.14t": STUCK}, chain=("a", "b")),
        PackageReadiness("only-here", "3", {"3.14t": STUCK}),
    ),
    reasons=("b is stuck",),
    limits=("a is old",),
    code=(
        CodeNote("global-counter", "x.py", 3, "N is read", "Lock it."),
        CodeNote("unread", "y.py", 0, "no"),
    ),
    targets=("3.14", "3.14t"),
    as_of="2026-11-22T10:00:00+00:00",
)


def text(*parts: object) -> str:
    console = Console(file=StringIO(), width=100, no_color=True)
    for part in parts:
        console.print(part)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_the_terminal_tells_what_is_in_the_way_why_and_what_to_do() -> None:
    shown = text(render(AUDIT))
    assert "3 dependencies; on 3.14: 2 ready; on 3.14t: 1 ready, 2 blocked" in shown
    for piece in (
        "turns [the] GIL | on",
        "way out: use c",
        "not needed",
        "required by a",
        "x.py:3",
        "Lock it.",
    ):
        assert piece in shown
    assert "Ready on every target (1): a" in shown


def test_the_summary_is_a_line_a_package() -> None:
    lines = text(*summary(AUDIT)).splitlines()
    assert lines[0].startswith("Readiness: wait (profile local)")
    assert lines[1:] == [
        "  b 2: blocked, re-enables-gil: b turns [the] GIL | on",
        "  only-here 3: blocked, re-enables-gil: b turns [the] GIL | on",
    ]


def test_markdown_cells_cannot_break_the_table() -> None:
    rows = [line for line in markdown(AUDIT).splitlines() if line.startswith("| b 2")]
    assert rows == ["| b 2 | ready | blocked | re-enables-gil: b turns [the] GIL \\| on | use c |"]
    assert "Ready on every target: a." in markdown(AUDIT)


def test_json_has_every_field() -> None:
    entry = document(AUDIT)["packages"][1]["targets"]["3.14t"]
    assert entry == {
        "status": "blocked",
        "class": "re-enables-gil",
        "version": "",
        "wheel": None,
        "evidence": ["b turns [the] GIL | on"],
        "proof": "",
        "gil_on_import": True,
        "alternative": None,
        "way_out": ["use c"],
        "platforms": {"linux-x86_64": "blocked"},
    }


def test_cyclonedx_has_a_component_a_package_and_its_readiness() -> None:
    bill = cyclonedx.document(AUDIT)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert [c["purl"] for c in bill["components"]] == ["pkg:pypi/a@1", "pkg:pypi/b@2", "pkg:pypi/only-here@3"]
    properties = {p["name"]: p["value"] for p in bill["components"][1]["properties"]}
    assert properties["ftmigrate:3.14t:status"] == "blocked"
    assert "ftmigrate:3.14t:wheel" not in properties


def test_an_empty_audit_is_a_sentence() -> None:
    empty = Audit(Go.GO, "local", ())
    assert "go (profile local): no dependencies" in text(render(empty))
    assert markdown(empty).startswith("## Readiness: go")
