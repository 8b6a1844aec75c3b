"""What a module imports while it runs, read from its text."""

import pytest

from ftmigrate.analysis.import_graph import imports_in_turn, named
from ftmigrate.analysis.project import Project
from tests.rules.page_cases import Files


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import a.b, c as d\n", {"a", "a.b", "c"}),
        ("from a import (\n    b,  # why\n    c as d,\n)\n", {"a", "a.b", "a.c"}),
        ("from . import b\nfrom .c import d\n", {"p", "p.b", "p.c", "p.c.d"}),
        ("from .. import b; x = 1\n", {"b"}),
        ("try:\n    import a\nexcept ImportError:\n    import b\n", {"a", "b"}),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b\n", {"b"}),
        ("def f():\n    import a\nclass A:\n    import b\nimport c", {"c"}),
        ("from a import *\n", {"a"}),
        ("from a import b, \\\n    c\nimport d, \\\n    e\n", {"a", "a.b", "a.c", "d", "e"}),
        ("important = 1\nfrom_ = 2\n# import a\n", set()),
    ],
)
def test_what_runs_is_found(text: str, names: set[str]) -> None:
    assert named(text, "p") == names


def test_modules_are_followed_and_those_of_others_are_not() -> None:
    texts = {"p/__init__.py": "", "p/a.py": "from . import b\nimport os\n", "p/b.py": "import p.c\n"}
    texts |= {"p/c.py": "import p.a\n", "p/d.py": "import p.c\n"}
    project = Project(Files(texts), ("",))

    assert imports_in_turn("p.a", project) == {"p/__init__.py", "p/a.py", "p/b.py", "p/c.py"}
