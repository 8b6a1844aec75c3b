"""The shapes of a verification: JSON keys, JUnit XML that parses, the terminal."""

from io import StringIO
from xml.etree import ElementTree

from rich.console import Console

from ftmigrate.model.checking import (
    AnnotationOffence,
    Check,
    CheckStatus,
    Outcome,
    TestRun,
    Verdict,
    Verification,
)
from ftmigrate.model.racing import Place, Race
from ftmigrate.renderers import junit
from ftmigrate.renderers.json.verify import document
from ftmigrate.renderers.terminal.verify import render


def run(phase: str, **outcomes: Outcome) -> TestRun:
    named = {f"tests/test_a.py::{name}": outcome for name, outcome in outcomes.items()}
    messages = {name: "boom <&> \x1b[31m" for name, outcome in named.items() if outcome is Outcome.FAILED}
    return TestRun("3.14", phase, "python -m pytest", 1, 2.0, named, messages=messages)


RESULT = Verification(
    Verdict.FAIL,
    (
        Check("tests", "3.14", CheckStatus.FAIL, "1 test newly failing", 4.0, ("newly failing: new",)),
        Check("annotations", "3.14", CheckStatus.PASS, "3 objects say the same"),
        Check("races", "3.14", CheckStatus.UNKNOWN, "no thread got work"),
        Check("gil", "3.14t", CheckStatus.PASS, "off"),
    ),
    (
        run("before", good=Outcome.PASSED, new=Outcome.PASSED, old=Outcome.FAILED),
        run("after", good=Outcome.PASSED, new=Outcome.FAILED, old=Outcome.FAILED),
    ),
    (AnnotationOffence("a.b", "C.f", "x", "src/a/b.py", "raises NameError", 3, "3.14"),),
    (
        Race(
            "lost update", "total", Place("a.py", 1, "total"), Place("a.py", 2, "total"), 1, "t", "3.14", 2, 3
        ),
    ),
)


def test_json_keys_are_the_contract() -> None:
    found = document(RESULT)
    assert list(found) == ["verdict", "checks", "runs", "offences", "races"]
    assert {"id", "target", "status", "detail", "seconds"} <= set(found["checks"][0])
    assert found["checks"][2]["status"] == "unknown"
    assert found["runs"][1]["outcomes"]["tests/test_a.py::new"] == "failed"
    assert found["offences"][0]["path"] == "src/a/b.py"
    assert found["races"][0]["places"][1] == {"path": "a.py", "line": 2, "text": "total"}


def test_junit_tells_new_failures_from_old_ones_and_never_passes_an_unknown() -> None:
    root = ElementTree.fromstring(junit.document(RESULT))
    suite = root.find("testsuite[@name='3.14']")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors"), suite.get("skipped")) == (
        "6",
        "2",
        "1",
        "1",
    )
    kinds = {case.get("name"): [child.tag for child in case] for case in suite}
    assert kinds == {
        "tests": ["failure"],
        "annotations": [],
        "races": ["error"],
        "good": [],
        "new": ["failure"],
        "old": ["skipped"],
    }


def test_the_terminal_shows_what_failed_and_not_only_that_it_did() -> None:
    out = StringIO()
    Console(file=out, width=160).print(render(RESULT))
    text = out.getvalue()
    assert "Verification: fail" in text
    assert "newly failing: new" in text
    assert "no thread got work" in text
