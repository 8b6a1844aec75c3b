"""What is saved comes back equal."""

from pathlib import Path

import pytest
from a_report import REPORT

from ftmigrate.host.results import load, save
from ftmigrate.model.errors import UsageError
from ftmigrate.model.report import Report


def test_round_trip(tmp_path: Path) -> None:
    save(tmp_path, "report", REPORT)
    assert load(tmp_path, "report", Report) == REPORT
    assert (tmp_path / ".ftmigrate" / ".gitignore").read_text() == "*\n"


def test_nothing_saved_is_none(tmp_path: Path) -> None:
    assert load(tmp_path, "report", Report) is None
    assert not (tmp_path / ".ftmigrate").exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"project": 1}'])
def test_a_damaged_file_says_what_to_do(text: str, tmp_path: Path) -> None:
    path = save(tmp_path, "report", REPORT)
    path.write_text(text)
    with pytest.raises(UsageError, match="migrate"):
        load(tmp_path, "report", Report)
