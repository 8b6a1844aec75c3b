from pathlib import Path

import pytest

from ftmigrate.host.relevant_tests import module_names, relevant_tests


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/app/work.py", "app.work"),
        ("src/app/__init__.py", "app"),
        ("tool.py", "tool"),
        ("src/app/__main__.py", ""),
        ("src/app/work.pyi", ""),
        ("setup.py", ""),
        ("tests/conftest.py", ""),
        ("tests/made.py", ""),
        ("src/app/test_work.py", ""),
        ("src/app/has-dash.py", ""),
    ],
)
def test_files_and_the_names_they_are_imported_by(path: str, name: str) -> None:
    assert module_names([path], ["src", "."]) == ((name,) if name else ())


def test_tests_that_import_most_of_what_changed_come_first(tmp_path: Path) -> None:
    files = {
        "tests/test_one.py": "from app import work",
        "tests/test_both.py": "import app.work\nfrom app.other import thing",
        "tests/test_neither.py": "import json\nfrom . import work",
        "tests/test_broken.py": "from app import (",
        "tests/made.py": "import app.work",
        ".venv/lib/test_installed.py": "import app.work",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert relevant_tests(tmp_path, ["app.work", "app.other"]) == ("tests/test_both.py", "tests/test_one.py")
    assert relevant_tests(tmp_path, []) == ()
