"""Source archives of an index, looked into in memory: nothing in them is run, or written to the disk."""

import json
import tarfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath

from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import cache_folder
from ftmigrate.host.index import PackageIndex
from ftmigrate.host.index_client import Unreachable
from ftmigrate.model.package_index import IndexFile
from ftmigrate.model.source_distribution import SourceDistribution

_MOST = 64_000_000  # more than nearly all; what is larger is said to be too large
_MOST_UNPACKED = 1_000_000_000  # a small archive of a huge content is no source
_TEXT = 1_000_000
_TELLING = frozenset(
    {"pyproject.toml", "setup.py", "setup.cfg", "meson.build", "Cargo.toml", "Cargo.lock", "build.rs"}
)
# Copies of others' sources, which are not built as this project's own.
_VENDORED = frozenset(
    {"vendor", "vendored", "third_party", "extern", "subprojects", "cargo", "tests", "test"}
)
_COMPILED = frozenset({".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".pyx", ".pxd", ".rs"})
# The macro by which native code, and its build, learns that it is compiled without the GIL.
_MACRO = b"Py_GIL_DISABLED"


def look_into(index: PackageIndex, file: IndexFile, *, cache: Path | None = None) -> SourceDistribution | str:
    """What the archive shows, or why it could not be seen. A file of an index never changes: it is
    fetched once, and the few texts that count are kept."""
    kept = (cache or cache_folder() / "sources") / f"{sha256(file.url.encode()).hexdigest()[:32]}.json"
    if file.url and (known := _load(kept)) is not None:
        return known
    try:
        found = _seen(index.source(file, _MOST))
    except Unreachable as error:
        return str(error)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
        return f"{file.filename} can't be read: {error}"
    _store(kept, found)
    return found


def _seen(archive: bytes) -> SourceDistribution:
    suffixes: set[str] = set()
    texts: dict[str, str] = {}
    for path, content in _files(archive):
        suffixes.add(path.suffix.lower())
        if path.name in _TELLING or _MACRO in content:
            texts[str(path)] = content[:_TEXT].decode("utf-8", "replace")
    return SourceDistribution(tuple(sorted(suffixes - {""})), texts)


def _files(archive: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The project's own files below the top folder; those that can tell nothing come empty."""
    if archive[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(archive)) as bundle:
            for entry in bundle.infolist():
                path = _below_top(entry.filename)
                if not entry.is_dir() and _own(path):
                    yield path, bundle.read(entry) if _counts(path, entry.file_size) else b""
        return
    unpacked = 0
    with tarfile.open(fileobj=BytesIO(archive), mode="r|*") as tar:
        for member in tar:
            unpacked += member.size
            if unpacked > _MOST_UNPACKED:
                raise ValueError("its content is too large")
            path = _below_top(member.name)
            if member.isreg() and _own(path):
                file = tar.extractfile(member) if _counts(path, member.size) else None
                yield path, file.read() if file else b""


def _below_top(name: str) -> PurePosixPath:
    return PurePosixPath(*PurePosixPath(name).parts[1:])


def _own(path: PurePosixPath) -> bool:
    return not _VENDORED & set(path.parts[:-1])


def _counts(path: PurePosixPath, size: int) -> bool:
    return size <= 8 * _TEXT and (path.name in _TELLING or path.suffix.lower() in _COMPILED)


def _load(path: Path) -> SourceDistribution | None:
    try:
        document = json.loads(path.read_bytes())
        return SourceDistribution(tuple(document["suffixes"]), document["texts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _store(path: Path, found: SourceDistribution) -> None:
    """A cache that can't be written is no reason to fail."""
    document = {"suffixes": found.suffixes, "texts": dict(found.texts)}
    try:
        write_atomically(path, json.dumps(document).encode())
    except OSError:
        return
