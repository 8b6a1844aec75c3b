from typing import Any

import pytest

from ftmigrate.model.poetry import requirements, specifier


@pytest.mark.parametrize(
    ("constraint", "wanted"),
    [
        ("*", ""),
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("~=1.4", "~=1.4"),
        ("1.*", "==1.*"),
        ("1.2.3", "==1.2.3"),
        (">=1.2, <2", ">=1.2,<2"),
        (">= 1.2 < 2", ">=1.2,<2"),
        ("^1.2 || ^2.0", ""),
        ("=1.5", "==1.5"),
    ],
)
def test_constraints(constraint: str, wanted: str) -> None:
    assert specifier(constraint) == wanted


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ({"python": "^3.9", "attrs": "^24"}, ["attrs>=24,<25"]),
        ({"a": {"version": "~1.2", "extras": ["x", "y"]}}, ["a[x,y]>=1.2,<1.3"]),
        ({"a": {"version": "1", "optional": True}}, []),
        ({"a": {"git": "https://h/r.git", "tag": "v1"}}, ["a @ git+https://h/r.git@v1"]),
        ({"a": {"version": "*", "python": "<3.12", "platform": "linux"}},
         ["a ; python_version < '3.12' and sys_platform == 'linux'"]),
        ({"a": [{"version": "1", "python": "<3.9"}, {"version": "2", "python": ">=3.9"}]},
         ["a==1 ; python_version < '3.9'", "a==2 ; python_version >= '3.9'"]),
    ],
)  # fmt: skip
def test_tables(table: dict[str, Any], wanted: list[str]) -> None:
    assert list(requirements(table)) == wanted
