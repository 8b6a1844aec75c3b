"""What is left of the lines around a removed `from __future__ import annotations`, to the byte."""

import pytest

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileStatus
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.selection import selected
from tests.rules.page_cases import Files

IMPORT = "from __future__ import annotations"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{IMPORT}\n\nimport x\n", "import x\n"),
        (f"{IMPORT}\r\n\r\nimport x\r\n", "import x\r\n"),
        (f'"""D."""\r\n{IMPORT}\r\n\r\nimport x\r\n', '"""D."""\r\n\r\nimport x\r\n'),
        (f'"""D."""\r\n\r\n{IMPORT}\r\n\r\n\r\nclass A: ...\r\n', '"""D."""\r\n\r\n\r\nclass A: ...\r\n'),
        (f"{IMPORT}\nimport x\n", "import x\n"),
        (f'"""D."""\n{IMPORT}\n\n\nclass A: ...\n', '"""D."""\n\n\nclass A: ...\n'),
        (f'"""D."""\n\n{IMPORT}\n\nimport x\n', '"""D."""\n\nimport x\n'),
        (f'"""D."""\n\n\n{IMPORT}\nimport x\n', '"""D."""\n\n\nimport x\n'),
        (f'"""D."""\n\n{IMPORT}\n', '"""D."""\n'),
        (f"# c\n\n{IMPORT}\n\n\nclass A: ...\n", "# c\n\n\nclass A: ...\n"),
        (f"# c\n{IMPORT}\n\nimport x\n", "# c\n\nimport x\n"),
        (f"{IMPORT}; import x\n\nx.y\n", "import x\n\nx.y\n"),
        (f"{IMPORT}  # c\n\nimport x\n", "# c\n\nimport x\n"),
        (f"{IMPORT}\n\n\x0c\nimport x\n", "\x0c\nimport x\n"),
        (f"{IMPORT}\n", ""),
    ],
)
def test_blank_lines_do_not_add_up(before: str, after: str) -> None:
    outcome = rewrite(
        "module.py", before, selected(["ANN002"]), Project(Files({"module.py": before})), CodemodSettings()
    )

    assert outcome.after == after, outcome.reason


@pytest.mark.parametrize("compiled", [True, False])
def test_a_second_future_import_that_stands_too_low_is_said_as_such(compiled: bool) -> None:
    text = f"{IMPORT}\nimport x\nfrom __future__ import division\n"
    project = Project(Files({"m.py": text}))

    outcome = rewrite("m.py", text, selected(["ANN002"]), project, CodemodSettings(), compiled=compiled)

    assert (outcome.status, outcome.after) == (FileStatus.FAILED, None)
    assert "from __future__ imports must occur at the beginning" in outcome.reason


@pytest.mark.parametrize("compiled", [True, False])
def test_a_syntax_error_in_a_body_is_said_as_such(compiled: bool) -> None:
    body = "    first = 'a body that is long enough not to be looked at'\n    return return first\n"
    text = f"{IMPORT}\n\ndef f(x: int) -> int:\n{body}"
    project = Project(Files({"m.py": text}))

    outcome = rewrite("m.py", text, selected(["ANN002"]), project, CodemodSettings(), compiled=compiled)

    assert (outcome.status, outcome.after) == (FileStatus.FAILED, None)
    assert outcome.reason == "syntax error: invalid syntax (line 5)"
