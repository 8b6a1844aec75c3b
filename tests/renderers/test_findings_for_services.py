"""SARIF and GitHub output of findings."""

import json

from ftmigrate.model.finding import FileOutcome, FileStatus, Finding, Reason, Safety
from ftmigrate.renderers import github, sarif

APPLIED = Finding(
    "ANN001", 3, 4, 3, 7, Safety.SAFE, "100% sure\nreally", (Reason("safe:bound", "fine"),), applied=True
)
MAYBE = Finding("ANN001", 5, 0, 5, 3, Safety.CONDITIONAL, "kept", (Reason("keep:x", "why"),))
NEVER = Finding("ANN001", 6, 0, 6, 3, Safety.UNSAFE, "kept")
OUTCOMES = (
    FileOutcome("a b/é,c.py", FileStatus.CHANGED, "", (APPLIED, MAYBE, NEVER), "", ""),
    FileOutcome("bad.py", FileStatus.FAILED, "syntax error: x: y"),
)


def test_github_lines_are_escaped_as_its_runner_reads_them() -> None:
    assert list(github.lines(OUTCOMES)) == [
        "::warning file=a b/é%2Cc.py,line=3,endLine=3,col=5,endColumn=8,title=ftmigrate ANN001"
        "::100%25 sure%0Areally [safe:bound]",
        "::notice file=a b/é%2Cc.py,line=5,endLine=5,col=1,endColumn=4,title=ftmigrate ANN001::kept [keep:x]",
        "::error file=bad.py,title=ftmigrate::syntax error: x: y",
    ]


def test_sarif_has_what_code_scanning_needs() -> None:
    document = json.loads(sarif.render(OUTCOMES, [("ANN001", "quoted-annotation", "quotes")]))

    (run,) = document["runs"]
    assert document["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"][0]["id"] == "ANN001"
    assert [result["level"] for result in run["results"]] == ["warning", "note", "none"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/%C3%A9%2Cc.py"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 8}
    assert run["invocations"][0]["executionSuccessful"] is False
