"""Real archives in a folder that is an index: what is read of them, and what is not."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from ftmigrate.host.index import PackageIndex
from ftmigrate.host.index_configuration import IndexConfiguration
from ftmigrate.host.source_distributions import look_into
from ftmigrate.model.package_index import IndexFile
from ftmigrate.model.source_distribution import SourceDistribution

FILES = {
    "a-1/pyproject.toml": b"[build-system]",
    "a-1/setup.py": b"setup()",
    "a-1/src/fast.c": b"#ifdef Py_GIL_DISABLED",
    "a-1/src/plain.c": b"int x;",
    "a-1/vendor/other/Cargo.lock": b"",
    "a-1/vendor/other/slow.f90": b"",
    "a-1/README.md": b"Py_GIL_DISABLED",
}


def tarball(path: Path, files: Mapping[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def zipped(path: Path, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)


def look(path: Path, cache: Path) -> SourceDistribution | str:
    index = PackageIndex(IndexConfiguration(indexes=(), find_links=(str(path.parent),)))
    return look_into(index, IndexFile(path.name, url=path.as_uri()), cache=cache)


@pytest.mark.parametrize(("name", "make"), [("a-1.tar.gz", tarball), ("a-1.zip", zipped)])
def test_what_tells_of_the_build_is_read_and_kept(tmp_path: Path, name: str, make: object) -> None:
    path = tmp_path / name
    assert callable(make)
    make(path, FILES)
    seen = look(path, tmp_path / "cache")
    assert isinstance(seen, SourceDistribution)
    assert set(seen.texts) == {"pyproject.toml", "setup.py", "src/fast.c"}
    assert seen.suffixes == (".c", ".md", ".py", ".toml")
    path.unlink()
    assert look(path, tmp_path / "cache") == seen


@pytest.mark.parametrize("content", [b"no archive", b"", b"PK no zip"])
def test_what_is_no_archive_is_a_reason(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a-1.tar.gz").write_bytes(content)
    seen = look(tmp_path / "a-1.tar.gz", tmp_path / "cache")
    assert isinstance(seen, str) and seen.startswith("a-1.tar.gz can't be read")


def test_what_is_gone_is_a_reason(tmp_path: Path) -> None:
    seen = look(tmp_path / "a-1.tar.gz", tmp_path / "cache")
    assert isinstance(seen, str) and "No such file" in seen
