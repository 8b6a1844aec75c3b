import pytest

from ftmigrate.model.dependencies import expand_group
from ftmigrate.model.errors import UsageError

GROUPS = {
    "Test_All": ["pytest", {"include-group": "shared.part"}],
    "shared-part": ["attrs", "pytest"],
    "round": [{"include-group": "again"}],
    "again": [{"include-group": "round"}],
    "odd": [{"include": "x"}],
}


def test_includes_are_followed_and_names_normalized() -> None:
    assert expand_group(GROUPS, "test-all") == ("pytest", "attrs")


@pytest.mark.parametrize(
    ("name", "what"),
    [("round", "includes itself"), ("odd", "neither a requirement nor an include"), ("tst", "no extra")],
)
def test_a_group_that_is_none_is_refused(name: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        expand_group(GROUPS, name)
