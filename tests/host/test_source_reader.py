"""Reading sources."""

from pathlib import Path

import pytest

from ftmigrate.host.source_reader import read_bytes


@pytest.mark.parametrize("size", [0, 1, (1 << 17) - 1, 1 << 17, (1 << 18) + 5])
def test_every_byte_is_read(tmp_path: Path, size: int) -> None:
    data = bytes(at % 251 for at in range(size))
    (tmp_path / "a.py").write_bytes(data)
    assert read_bytes(str(tmp_path / "a.py")) == data


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_bytes(str(tmp_path / "a.py"))
